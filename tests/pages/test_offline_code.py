"""
Ten thousand forgeries of a printed code, and of the list of withdrawn papers, put to the page's own module in a real browser: none
passes. The statement is read and verified by a library that did not make it as well.
"""

import base64
import random

import cbor2
import pytest
from cwt import COSE, COSEKey

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.documents import commands, queries
from digigov.modules.documents.testing import FACTS, make_template
from digigov.modules.documents.testing.papers import code_on
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.signatures.queries import published_code_keys
from digigov.ui import UI

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PLACE = "http://localhost:9"  # never listened at: every answer comes from this test
SEED, MANY = 20261123, 10_000
SUBJECT, STATUS, STATUS_LIST, PAPER = 2, 65535, 65533, -65537  # claims
ACCEPTED = {"genuine", "unsure", "expired", "revoked", "replaced", "early"}
DECIDE = """async ({codes, address, keys, list, now}) => {
  const { decide, readList } = await import("/offline.js")
  const kept = await readList(Uint8Array.from(atob(list), (each) => each.charCodeAt(0)), keys)
  const trust = { address, keys, lists: new Map([[kept.uri, kept]]) }
  const counts = {}
  for (const code of codes) {
    const { state } = await decide(code, trust, now)
    counts[state] = (counts[state] ?? 0) + 1
  }
  return counts
}"""
READ = """async ({lists, keys}) => {
  const { readList } = await import("/offline.js")
  let read = 0
  for (const each of lists) {
    if (await readList(Uint8Array.from(atob(each), (sign) => sign.charCodeAt(0)), keys)) read += 1
  }
  return read
}"""


@pytest.fixture
def given():
    """A paper's code, and what is published to check it with."""
    make_organizations()
    make_template()
    wanted = commands.Wanted(occasion="test", unit="police-records", facts=FACTS, holder_name="Ada Joseph")
    paper = commands.issue_document(
        by=system("test"), at=now(), service="test-service", version=1, template="certificate", wanted=wanted
    )
    code = code_on(paper)
    commands.publish_status_lists(by=system("test"), at=now())
    return {
        "code": code,
        "address": code.partition("/V/")[0].lower(),
        "keys": published_code_keys()["keys"],
        "list": base64.b64encode(queries.find_status_list(number=0).token).decode(),
        "now": int(now().timestamp()),
    }


@pytest.fixture
def module(browser):
    """An empty page at which the module can be imported: no server, no network."""
    context = browser.new_context()
    page = context.new_page()
    script = (UI / "static" / "ui" / "offline.js").read_text()
    page.route("**/*", lambda way: way.fulfill(body=script if way.request.url.endswith(".js") else "<!doctype html>",
                                               content_type="text/javascript" if way.request.url.endswith(".js") else "text/html"))  # fmt: skip
    page.goto(PLACE)
    yield page
    context.close()


def decided(module, given, codes):
    asked = {key: given[key] for key in ("address", "keys", "list", "now")}
    return module.evaluate(DECIDE, {**asked, "codes": list(codes)})


def flipped(raw: bytes, bit: int) -> bytes:
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def as_text(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=")


def statement_of(code: str) -> bytes:
    text = code.partition("#")[2]
    return base64.b32decode(text + "=" * (-len(text) % 8))


class TestMutations:
    def test_the_code_itself_is_genuine(self, module, given):
        assert decided(module, given, [given["code"]]) == {"genuine": 1}

    def test_every_flipped_bit_of_what_is_signed_and_of_the_signature(self, module, given):
        front, raw = given["code"].partition("#")[0], statement_of(given["code"])
        found = decided(module, given, [f"{front}#{as_text(flipped(raw, bit))}" for bit in range(len(raw) * 8)])
        assert ACCEPTED.isdisjoint(found), found
        assert sum(found.values()) == len(raw) * 8

    def test_every_flipped_bit_of_the_printed_text(self, module, given):
        raw = given["code"].encode()
        found = decided(module, given, [flipped(raw, bit).decode("latin-1") for bit in range(len(raw) * 8)])
        assert ACCEPTED.isdisjoint(found), found

    def test_ten_thousand_mutations_of_any_kind(self, module, given):
        dice, found = random.Random(SEED), {}
        made = [mutated(given["code"], dice) for _ in range(MANY)]
        assert given["code"] not in made
        for part in range(0, MANY, 2000):
            for state, count in decided(module, given, made[part : part + 2000]).items():
                found[state] = found.get(state, 0) + count
        assert ACCEPTED.isdisjoint(found), found
        assert sum(found.values()) == MANY

    def test_the_other_signature_of_the_same_statement(self, module, given):
        """Whoever has (r, s) has (r, n - s): one statement has one spelling."""
        front, raw = given["code"].partition("#")[0], statement_of(given["code"])
        order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
        other = raw[:-32] + (order - int.from_bytes(raw[-32:], "big")).to_bytes(32, "big")
        assert decided(module, given, [f"{front}#{as_text(other)}"]) == {"forged": 1}

    def test_no_flipped_bit_of_the_list_of_withdrawn_papers(self, module, given):
        raw, dice = base64.b64decode(given["list"]), random.Random(SEED)
        made = [flipped(raw, bit) for bit in range(len(raw) * 8)]
        made += [raw[: dice.randrange(len(raw))] for _ in range(100)] + [raw + b"\x00"]
        lists = [base64.b64encode(each).decode() for each in made]
        assert module.evaluate(READ, {"lists": lists, "keys": given["keys"]}) == 0
        assert module.evaluate(READ, {"lists": [given["list"]], "keys": given["keys"]}) == 1

    def test_a_list_is_no_paper_and_a_paper_is_no_list(self, module, given):
        front = given["code"].partition("#")[0]
        assert decided(module, given, [f"{front}#{as_text(base64.b64decode(given['list']))}"]) == {"forged": 1}
        paper = base64.b64encode(statement_of(given["code"])).decode()
        assert module.evaluate(READ, {"lists": [paper], "keys": given["keys"]}) == 0


def mutated(code: str, dice: random.Random) -> str:
    """Bits flipped in the text or beneath it, letters swapped, lost, doubled, or put in from another part."""
    while True:
        changed = changed_once(code, dice)
        if changed != code:
            return changed


def changed_once(code: str, dice: random.Random) -> str:
    front, raw = code.partition("#")[0], statement_of(code)
    at, to = dice.randrange(len(code)), dice.randrange(len(code))
    bit, other = dice.randrange(len(raw) * 8), dice.randrange(len(raw) * 8)
    ways = (
        lambda: flipped(code.encode(), dice.randrange(len(code) * 8)).decode("latin-1"),
        lambda: f"{front}#{as_text(flipped(raw, bit))}",
        lambda: f"{front}#{as_text(flipped(flipped(raw, bit), other))}",
        lambda: code[:at] + code[at + 1 :],
        lambda: code[:at] + code[to] + code[at:],
        lambda: code[:at] + code[to] + code[at + 1 :],
    )
    return dice.choice(ways)()


class TestAnotherLibrary:
    """python-cwt and cbor2, which had no part in making it."""

    @pytest.fixture
    def keys(self, given):
        parts = ("kty", "crv", "alg", "x", "y")
        known = [{**{name: key[name] for name in parts}, "kid": bytes.fromhex(key["kid"])} for key in given["keys"]]
        return [COSEKey.from_jwk({**key, "key_ops": ["verify"]}) for key in known]

    def test_verifies_the_statement_with_the_published_key(self, given, keys):
        path = "/V/" + given["code"].partition("/V/")[2].partition("#")[0]
        payload = COSE.new().decode(statement_of(given["code"]), keys, external_aad=path.encode())
        said = cbor2.loads(payload)
        assert said[PAPER] == ["Certificate of Character", "Ada Joseph"]
        assert said[STATUS]["status_list"]["uri"].endswith("/S/0")

    def test_and_refuses_it_behind_another_number(self, given, keys):
        with pytest.raises(Exception, match="(?i)verif"):
            COSE.new().decode(statement_of(given["code"]), keys, external_aad=b"/V/D26-0000009-9/AAAAAAAA")

    def test_verifies_the_list(self, given, keys):
        said = cbor2.loads(COSE.new().decode(base64.b64decode(given["list"]), keys))
        assert said[STATUS_LIST]["bits"] == 2
        assert said[SUBJECT].endswith("/S/0")
