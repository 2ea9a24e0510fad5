"""
Signed look-ups: what the register asks of a request, and what DigiGov asks of an answer. In between stands somebody who alters,
keeps and swaps what passes. Then the vectors of RFC 9421, Appendix B.
"""

import base64
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier
from http_message_signatures.algorithms import ED25519, HMAC_SHA256
from http_message_signatures.resolvers import MappingKeyResolver

from digigov.adapters.registers import signing
from digigov.adapters.registers.http import HttpRegisters
from digigov.kernel.errors import AdapterFailure
from digigov.modules.registries.testing import make_errand
from digigov.rehearsal.registers import proofs
from digigov.rehearsal.registers.keys import REGISTERS, key_set, public_jwk
from digigov.rehearsal.registers.server import Registers
from digigov.rehearsal.registers.shelf import Shelf
from digigov.rehearsal.tests.own_key import OWN, TRUSTED, Ours, theirs

KEY = "a-key-for-tests"


@pytest.fixture(scope="module")
def server(registers_database, registers_filler):
    made = Registers(0, KEY, Shelf(registers_filler), proofs=theirs())
    threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@dataclass
class Between(httpx.BaseTransport):
    """Passes on, unless told to do something else with the request or the answer."""

    with_request: object = None
    with_answer: object = None
    passed: list = field(default_factory=list)

    def handle_request(self, request):
        with httpx.Client(trust_env=False) as onwards:
            answer = onwards.send(self.with_request(request) if self.with_request else request)
        plain = {name: value for name, value in answer.headers.items() if name not in ("connection", "date", "server")}
        made = httpx.Response(answer.status_code, headers=plain, content=answer.content)
        self.passed.append(made)
        given = self.with_answer(made) if self.with_answer else made
        return httpx.Response(given.status_code, headers=given.headers, stream=httpx.ByteStream(given.content))


@pytest.fixture
def between(server):
    return Between()


@pytest.fixture
def registers(server, between):
    found = HttpRegisters(url=f"http://127.0.0.1:{server.server_port}", key=KEY, own=OWN, trusted=TRUSTED)
    found.__dict__["_client"] = httpx.Client(
        base_url=found.url, headers={"Authorization": f"Bearer {KEY}"}, transport=between
    )
    return found


def look_up(registers, key="zz 101"):
    return registers.look_up(
        register="vehicles", key=key, under="plate-number", fields=("plate", "make"), errand=make_errand()
    )


def refused(registers, **asked):
    with pytest.raises(AdapterFailure) as caught:
        look_up(registers, **asked)
    assert not caught.value.temporary
    return caught.value.reason


def changed(answer, *, body=None, status=None, without=(), **headers):
    kept = {name: value for name, value in answer.headers.items() if name not in without and name != "content-length"}
    return httpx.Response(
        status or answer.status_code,
        headers={**kept, **headers},
        content=answer.content if body is None else body,
    )


def test_both_believe_each_other(registers):
    assert look_up(registers).values == {"plate": "ZZ101", "make": "Fiction"}
    assert registers.check().ok


ALTERED = {
    "no signature": lambda answer: changed(answer, without=("signature", "signature-input")),
    "no digest": lambda answer: changed(answer, without=("content-digest",)),
    "another body": lambda answer: changed(answer, body=answer.content.replace(b"Fiction", b"Fabric8")),
    "another body with its digest": lambda answer: changed(
        answer, body=b'{"found": false}', **{"content-digest": proofs_digest(b'{"found": false}')}
    ),
    "another status": lambda answer: changed(answer, status=201),
    "a signature cut off": lambda answer: changed(answer, signature="register=:AAAA:"),
    "a longer life": lambda answer: changed(
        answer,
        **{"signature-input": answer.headers["signature-input"].replace(";created=", ";expires=9999999999;created=")},
    ),
    "fewer components": lambda answer: changed(
        answer, **{"signature-input": answer.headers["signature-input"].replace('"@path";req ', "")}
    ),
}


def proofs_digest(body):
    return HTTPMessageSigner.content_digest_class.create(body)


@pytest.mark.parametrize("alter", ALTERED.values(), ids=ALTERED)
def test_an_altered_answer_is_not_believed(registers, between, alter):
    between.with_answer = alter
    assert "not to be believed" in refused(registers)


def test_an_answer_of_before_is_not_believed_again(registers, between):
    look_up(registers)
    first = between.passed[0]
    between.with_answer = lambda answer: changed(first)
    assert "not to be believed" in refused(registers)


def test_an_answer_to_another_question_is_not_believed(registers, between):
    look_up(registers, key="zz 102")
    other = between.passed[0]
    between.with_answer = lambda answer: changed(other)
    assert "not to be believed" in refused(registers)


def test_an_old_answer_is_not_believed(registers, monkeypatch):
    class Yesterday(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(minutes=2)

    monkeypatch.setattr(proofs, "datetime", Yesterday)
    assert "not to be believed" in refused(registers)


def test_an_answer_by_a_key_that_is_not_trusted_is_not_believed(registers, server, monkeypatch):
    monkeypatch.setattr(server, "proofs", theirs("somebody"))
    assert "not to be believed" in refused(registers)


def test_a_key_of_one_register_does_not_speak_for_another(registers):
    registers.trusted = key_set({**public_jwk(REGISTERS), "registers": ["tax-accounts"]})
    assert "not to be believed" in refused(registers)


def test_a_request_counts_once(registers, between, server):
    kept = []
    between.with_request = lambda request: kept.append(request) or request
    look_up(registers)
    with httpx.Client(trust_env=False) as other:
        assert other.send(kept[0]).status_code == 401


REQUESTS = {
    "not signed": lambda request: without(request, "signature", "signature-input"),
    "for somebody else": lambda request: with_body(request, request.content.replace(b"zz 101", b"zz 102")),
    "to another register": lambda request: httpx.Request(
        "POST", str(request.url).replace("vehicles", "businesses"), headers=request.headers, content=request.content
    ),
}


def without(request, *names):
    headers = {name: value for name, value in request.headers.items() if name not in names}
    return httpx.Request("POST", request.url, headers=headers, content=request.content)


def with_body(request, body):
    return httpx.Request("POST", request.url, headers=without(request, "content-length").headers, content=body)


@pytest.mark.parametrize("alter", REQUESTS.values(), ids=REQUESTS)
def test_an_altered_request_is_not_answered(registers, between, alter):
    between.with_request = alter
    assert "401" in refused(registers)


def test_an_old_request_is_not_answered(registers, monkeypatch):
    class Yesterday(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) - timedelta(minutes=2)

    monkeypatch.setattr(signing, "datetime", Yesterday)
    assert "401" in refused(registers)


def test_either_side_changes_its_key_while_both_work(registers, server, monkeypatch):
    """First the other side knows the new key beside the old one; then the new one signs; then the old one goes."""
    ours = Ours("digigov-2")
    monkeypatch.setattr(server, "proofs", theirs(REGISTERS, OWN, ours))
    registers.trusted = key_set(public_jwk(REGISTERS), public_jwk("registers-2"))
    assert look_up(registers).key == "ZZ101"
    registers.own = ours
    del registers._signatures
    assert look_up(registers).key == "ZZ101"
    monkeypatch.setattr(server, "proofs", theirs("registers-2", ours))
    assert look_up(registers).key == "ZZ101"


def test_a_request_by_a_key_that_nobody_published_is_not_answered(registers):
    registers.own = Ours("digigov-1")
    assert "401" in refused(registers)


@pytest.mark.parametrize("keys", ["", "{", '{"keys": [{"kty": "RSA"}]}', '{"keys": []}', "[]"])
def test_without_keys_to_trust_nothing_is_asked(registers, keys):
    registers.trusted = keys or '{"keys": []}'
    assert "keys" in refused(registers)


# RFC 9421, Appendix B: the request of B.2, the key of B.1.4 with the signature of B.2.6, and those of B.1.5 and B.2.5.
JWK = {"d": "n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU", "x": "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"}
SHARED = "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="
BODY = b'{"hello": "world"}'
VECTORS = {
    "B.2.6": (
        ED25519,
        "test-key-ed25519",
        ("date", "@method", "@path", "@authority", "content-type", "content-length"),
        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
    ),
    "B.2.5": (
        HMAC_SHA256,
        "test-shared-secret",
        ("date", "@authority", "content-type"),
        "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=",
    ),
}


def message():
    digest = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"
    headers = {
        "Host": "example.com",
        "Date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "Content-Type": "application/json",
        "Content-Digest": digest,
        "Content-Length": "18",
    }
    return httpx.Request("POST", "https://example.com/foo?param=Value&Pet=dog", headers=headers, content=BODY)


def vector_keys():
    raw = base64.urlsafe_b64decode(JWK["d"] + "=")
    private, shared = Ed25519PrivateKey.from_private_bytes(raw), base64.b64decode(SHARED)
    public = {"test-key-ed25519": private.public_key(), "test-shared-secret": shared}
    return MappingKeyResolver(public_keys=public, private_keys={**public, "test-key-ed25519": private})


@pytest.mark.parametrize("name", VECTORS)
def test_the_library_signs_as_the_standard_does(name):
    algorithm, key_id, covered, expected = VECTORS[name]
    request, created = message(), datetime.fromtimestamp(1618884473, UTC)
    HTTPMessageSigner(signature_algorithm=algorithm, key_resolver=vector_keys()).sign(
        request, key_id=key_id, created=created, label="sig", include_alg=False, covered_component_ids=covered,
        use_existing_digest=True,
    )  # fmt: skip
    assert request.headers["Signature"] == f"sig=:{expected}:"


@pytest.mark.parametrize("name", VECTORS)
def test_the_library_believes_the_standard_s_signatures_and_no_others(name):
    algorithm, key_id, covered, expected = VECTORS[name]
    request = message()
    listed = " ".join(json.dumps(each) for each in covered)
    request.headers["Signature-Input"] = f'sig=({listed});created=1618884473;keyid="{key_id}"'
    request.headers["Signature"] = f"sig=:{expected}:"
    verifier = HTTPMessageVerifier(signature_algorithm=algorithm, key_resolver=vector_keys())
    assert verifier.verify(request, max_age=None)
    request.headers["Date"] = "Tue, 20 Apr 2021 02:07:56 GMT"
    with pytest.raises(signing.HTTPMessageSignaturesException):
        verifier.verify(request, max_age=None)


def test_the_library_s_digest_is_the_standard_s():
    class Sha512(HTTPMessageSigner.content_digest_class):
        algorithm = "sha-512"

    assert Sha512.create(BODY) == message().headers["Content-Digest"]
