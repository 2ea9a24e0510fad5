"""What a token is told of a key: what it may do, and that it never comes out."""

import ctypes
from collections.abc import Mapping
from typing import Any

from pkcs11.constants import DEFAULT, Attribute

NEVER_OUT = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}
ONLY_WRAPPED = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: True}
WRAPPING = {**NEVER_OUT, Attribute.UNWRAP_TEMPLATE: NEVER_OUT}  # what it unwraps cannot leave the token a second time
_NOT_OF_A_PRIVATE_KEY = (
    Attribute.ENCRYPT,
    Attribute.WRAP,
    Attribute.VERIFY,
    Attribute.ENCAPSULATE,
    Attribute.DECAPSULATE,
)  # python-pkcs11 writes them into whatever it unwraps, and tokens refuse that
UNWRAPPED = {**NEVER_OUT, **dict.fromkeys(_NOT_OF_A_PRIVATE_KEY, DEFAULT)}


class _Attribute(ctypes.Structure):
    """CK_ATTRIBUTE."""

    _fields_ = (("type", ctypes.c_ulong), ("value", ctypes.c_void_p), ("length", ctypes.c_ulong))


_YES, _NO = ctypes.create_string_buffer(b"\x01", 1), ctypes.create_string_buffer(b"\x00", 1)


def packed(template: Mapping[Any, bool]) -> bytes:
    """A template within a template: an array of CK_ATTRIBUTE, each leading to a byte that lives as long as this module."""
    rows = (_Attribute * len(template))()
    for number, (name, value) in enumerate(template.items()):
        where = ctypes.cast(_YES if value else _NO, ctypes.c_void_p).value
        rows[number] = _Attribute(int(name), where, 1)
    return bytes(rows)
