"""A key of DigiGov's for tests without a database, and a register's side that knows it."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc.jwk import ECKey

from digigov.rehearsal.registers.keys import REGISTERS, key_set, private_jwk, public_jwk
from digigov.rehearsal.registers.proofs import Proofs

TRUSTED = key_set(public_jwk(REGISTERS))


class Ours:
    """A key of DigiGov's in this process."""

    def __init__(self, kid):
        self.kid, self.private = kid, ECKey.generate_key("P-256", {"kid": kid})

    def key_id(self):
        return self.kid

    def sign(self, key_id, base):
        r, s = decode_dss_signature(self.private.private_key.sign(base, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def public(self):
        return self.private.as_dict(private=False)


OWN = Ours("digigov-1")


def theirs(kid=REGISTERS, *known):
    """The register's side, which signs with this key and knows these of ours."""
    return Proofs(private_jwk(kid), lambda: [each.public() for each in known or (OWN,)])
