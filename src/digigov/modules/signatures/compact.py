"""
A signature small enough for a printed code: one byte of version, four of key, the payload, 64 of ECDSA P-256 (r, s).

Bytes in canonical form only: the lower of the two possible ``s``, and nothing after it.
"""

import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

VERSION = 1
MAX_PAYLOAD = 400
_HEAD = struct.Struct(">B4s")
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_CONTEXT = b"digigov compact signature 1\x00"


def head(short_id: str) -> bytes:
    return _HEAD.pack(VERSION, bytes.fromhex(short_id))


def to_be_signed(signed_part: bytes) -> bytes:
    """What the key signs: never a CMS structure, so a seal cannot be passed off as a code nor the other way."""
    return _CONTEXT + signed_part


def pack_signature(der: bytes) -> bytes:
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + min(s, _ORDER - s).to_bytes(32, "big")


def split(token: bytes) -> tuple[str, bytes, bytes] | None:
    """Key, signed part and signature, or None if this cannot be one of ours."""
    if not _HEAD.size + 64 <= len(token) <= _HEAD.size + 64 + MAX_PAYLOAD:
        return None
    version, key = _HEAD.unpack_from(token)
    if version != VERSION:
        return None
    return key.hex(), token[:-64], token[-64:]


def payload_of(signed_part: bytes) -> bytes:
    return signed_part[_HEAD.size :]


def is_genuine(public: bytes, signed_part: bytes, signature: bytes) -> bool:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if s > _ORDER // 2:
        return False
    key = serialization.load_der_public_key(public)
    assert isinstance(key, ec.EllipticCurvePublicKey)
    try:
        key.verify(encode_dss_signature(r, s), to_be_signed(signed_part), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
