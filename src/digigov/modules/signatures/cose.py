"""
Signed claims, small enough for a printed code: a CBOR Web Token (RFC 8392) in a COSE_Sign1 message (RFC 9052), ES256 (RFC 9053).

Deterministic throughout (RFC 8949, 4.2), and of the two possible ``s`` the lower: the same statement has one spelling.
"""

from collections.abc import Mapping
from typing import Any

from fido2 import cbor

from digigov.modules.signatures.compact import pack_signature

ALGORITHM, KEY_ID, TYPE = 1, 4, 16  # header parameters (RFC 9052, 3.1; RFC 9596)
ES256 = -7
SIGN1 = b"\xd2"  # tag 18


def header(short_id: str, *, kind: str) -> bytes:
    """What is protected: algorithm, key and, where there are several kinds of tokens, which one this is."""
    said: dict[int, Any] = {ALGORITHM: ES256, KEY_ID: bytes.fromhex(short_id)}
    return cbor.encode({**said, TYPE: kind} if kind else said)


def to_be_signed(protected: bytes, payload: bytes, *, bound_to: bytes) -> bytes:
    """
    The Sig_structure (RFC 9052, 4.4). ``bound_to`` is signed and not carried: whoever checks has it from elsewhere. It begins
    as neither a CMS structure nor a compact code does.
    """
    return cbor.encode(["Signature1", protected, bound_to, payload])


def message(protected: bytes, payload: bytes, der: bytes) -> bytes:
    return SIGN1 + cbor.encode([protected, {}, payload, pack_signature(der)])


def payload_of(claims: Mapping[int, Any]) -> bytes:
    return cbor.encode(claims)
