"""Which kinds of keys there are, and how each signs: for stores that have the private half in their hands."""

from typing import Literal

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

KeyKind = Literal["p-256", "rsa-3072"]
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def new_key(kind: KeyKind) -> PrivateKey:
    if kind == "rsa-3072":
        return rsa.generate_private_key(public_exponent=65537, key_size=3072)
    return ec.generate_private_key(ec.SECP256R1())


def signed_by(key: PrivateKey, data: bytes) -> bytes:
    """Over the SHA-256 of the data: ECDSA (DER), or RSASSA-PKCS1-v1_5 (RFC 8017)."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(data, ec.ECDSA(hashes.SHA256()))
