import json
import random
from base64 import urlsafe_b64decode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digigov.kernel.actor import ANONYMOUS, Actor, Grant, system
from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed
from digigov.modules.signatures import authority, commands, compact, queries
from digigov.modules.signatures.commands import PayloadTooLong
from digigov.modules.signatures.models import Certificate

pytestmark = pytest.mark.django_db


def sign(payload=b"D26-0000123-4", *, by=None, unit="police") -> bytes:
    return commands.sign_compact(by=by or system("documents"), at=now(), payload=payload, unit=unit)


class TestSignCompact:
    def test_says_what_was_signed_and_by_whose_key(self):
        found = queries.verify_compact(sign(b"hello", unit="health"))

        assert (found.payload, found.unit) == (b"hello", "health")

    def test_adds_sixty_nine_bytes(self):
        assert len(sign(b"12345")) == 5 + 69

    def test_refuses_what_no_printed_code_holds(self):
        with pytest.raises(PayloadTooLong):
            sign(b"x" * 401)

    @pytest.mark.parametrize(
        "by",
        [
            ANONYMOUS,
            Actor(kind="citizen"),
            Actor(kind="officer", grants=frozenset({Grant("signatures.seal", "health")})),
        ],
        ids=["stranger", "citizen", "officer of another unit"],
    )
    def test_refuses_anyone_else_and_makes_no_key(self, by):
        with pytest.raises(NotAllowed):
            sign(by=by)

        assert not Certificate.objects.exists()


class TestVerifyCompact:
    def test_any_of_ten_thousand_changes_is_found(self):
        """Every single bit, and ten thousand heavier mutations, against the key itself: no shortcut through the database."""
        token = sign(b"D26-0000123-4 Ada Joseph 2026-11-22")
        public = public_key()
        chance = random.Random(4)
        changed = [flipped(token, bit) for bit in range(len(token) * 8)]
        changed += [mutated(token, chance) for _ in range(10_000)]

        for each in changed:
            parts = compact.split(each)
            assert (
                each == token
                or parts is None
                or parts[0] != token[1:5].hex()
                or not compact.is_genuine(public, *parts[1:])
            )

    @settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(noise=st.binary(max_size=200))
    def test_noise_is_never_genuine_and_never_an_error(self, noise):
        assert queries.verify_compact(noise) is None
        assert queries.verify_compact(b"\x01" + noise) is None

    def test_the_other_signature_that_the_mathematics_allow_is_refused(self):
        token = sign()
        s = int.from_bytes(token[-32:], "big")

        assert queries.verify_compact(token[:-32] + (compact._ORDER - s).to_bytes(32, "big")) is None

    def test_a_key_of_another_ministry_does_not_pass(self):
        ours, theirs = sign(unit="police"), sign(unit="health")

        assert queries.verify_compact(theirs[:5] + ours[5:]) is None


class TestPublishedKeys:
    def test_anyone_can_check_a_code_with_what_is_published(self):
        _, signed_part, signature = compact.split(sign())
        (key,) = json.loads(json.dumps(queries.published_keys()))["keys"]

        x, y = (int.from_bytes(urlsafe_b64decode(key[name] + "="), "big") for name in "xy")
        public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()

        der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        assert compact.is_genuine(der, signed_part, signature)


def public_key() -> bytes:
    row = Certificate.objects.get(role="seal")
    return authority.public_bytes(x509.load_der_x509_certificate(bytes(row.der)))


def flipped(token: bytes, bit: int) -> bytes:
    changed = bytearray(token)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def mutated(token: bytes, chance: random.Random) -> bytes:
    changed = bytearray(token)
    what = chance.randrange(4)
    where = chance.randrange(len(changed))
    if what == 0:
        changed[where] = chance.randrange(256)
    elif what == 1:
        del changed[where : where + chance.randrange(1, 9)]
    elif what == 2:
        changed[where:where] = chance.randbytes(chance.randrange(1, 9))
    else:
        other = chance.randrange(len(changed))
        changed[where], changed[other] = changed[other], changed[where]
    return bytes(changed)
