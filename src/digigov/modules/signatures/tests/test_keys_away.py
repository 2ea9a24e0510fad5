"""The key store does not answer, or gives out another key's signature: nothing is half signed, and nobody is left with a fault."""

import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp

from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure
from digigov.modules.signatures import commands, hierarchy, queries
from digigov.modules.signatures.commands import SigningInterrupted
from digigov.modules.signatures.models import Authorization, Certificate
from digigov.modules.signatures.testing import KeysInMemory
from digigov.modules.signatures.testing.people import authorize, make_signer, sign
from digigov.modules.signatures.tests.test_seals import blank_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(monkeypatch):
    def fail(store, label, data):
        raise AdapterFailure("the token test does not answer", temporary=True)

    def go():
        monkeypatch.setattr(KeysInMemory, "sign", fail)

    go.back = monkeypatch.undo
    return go


def test_nothing_is_signed_and_the_same_permission_works_when_it_is_back(away):
    ada, pdf = make_signer(), blank_pdf()
    allowed = authorize(ada, pdf)
    away()

    with pytest.raises(SigningInterrupted, match="Nothing was signed"):
        commands.sign_pdf(by=ada, at=now(), pdf=pdf, authorization_id=allowed)
    assert Authorization.objects.get(id=allowed).used_at is None
    assert not Certificate.objects.filter(role="person").exists()

    away.back()
    assert commands.sign_pdf(by=ada, at=now(), pdf=pdf, authorization_id=allowed)


def test_a_key_that_is_not_its_certificates_signs_nothing(monkeypatch):
    ada, bea = make_signer(), make_signer()
    for each in (ada, bea):
        sign(each, blank_pdf())
    theirs = {each.party_id: str(Certificate.objects.get(holder_id=each.party_id).id) for each in (ada, bea)}
    honest = KeysInMemory.sign
    monkeypatch.setattr(
        KeysInMemory, "sign",
        lambda store, label, data: honest(store, theirs[bea.party_id] if label == theirs[ada.party_id] else label, data),
    )  # fmt: skip

    with pytest.raises(SigningInterrupted) as refused:
        sign(ada, blank_pdf())

    assert "not the one of its certificate" in refused.value.__cause__.reason


def test_whoever_ends_their_key_need_not_wait_and_the_list_says_so_when_it_is_back(away):
    ada = make_signer()
    signed = sign(ada, blank_pdf())
    serial = x509.load_der_x509_certificate(bytes(Certificate.objects.get(role="person").der)).serial_number
    away()

    commands.revoke_own_key(by=ada, at=now())
    assert not is_listed(serial)

    away.back()
    commands.keep_list_fresh(at=now())
    assert is_listed(serial)
    assert hashlib.sha256(signed).hexdigest()


def is_listed(serial):
    found = x509.load_der_x509_crl(queries.newest_revocation_list())
    return found.get_revoked_certificate_by_serial_number(serial) is not None


def test_whoever_asks_whether_a_certificate_counts_is_told_to_try_later(away):
    sign(make_signer(), blank_pdf())
    mine = x509.load_der_x509_certificate(bytes(Certificate.objects.get(role="person").der))
    issuing = x509.load_der_x509_certificate(bytes(hierarchy.issuing_of(at=now()).der))
    asked = ocsp.OCSPRequestBuilder().add_certificate(mine, issuing, hashes.SHA256()).build()  # fmt: skip
    away()

    answer = commands.answer_status_request(
        at=now(), asked=asked.public_bytes(hierarchy.authority.serialization.Encoding.DER)
    )

    assert ocsp.load_der_ocsp_response(answer.body).response_status == ocsp.OCSPResponseStatus.TRY_LATER
