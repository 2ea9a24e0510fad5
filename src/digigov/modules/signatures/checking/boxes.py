"""The boxes of a form, but for signatures: what each holds and how it looks, so that two states of a file can be compared."""

from typing import Any

from pyhanko.pdf_utils import generic

DEEPEST, MOST = 10, 5_000
UPWARD = {"/P", "/Parent", "/Popup"}


class TooDeep(ValueError):
    """No honest form is built like that."""


def boxes_of(root: Any) -> dict[str, bytes]:
    """By name: everything that a box leads to, written out."""
    found: dict[str, bytes] = {}
    if "/AcroForm" in root and "/Fields" in root["/AcroForm"]:
        _collect(root["/AcroForm"]["/Fields"], "", found, depth=0)
    return found


def _collect(fields: Any, above: str, found: dict[str, bytes], *, depth: int) -> None:
    if depth > DEEPEST or len(found) > MOST:
        raise TooDeep
    for each in fields:
        field = each.get_object()
        name = f"{above}.{field.get('/T', '')}"
        if field.get("/FT") == "/Sig":
            continue
        found[f"{name}#{len(found)}"] = _written(field, depth=0)
        if "/Kids" in field:
            _collect(field["/Kids"], name, found, depth=depth + 1)


def _written(value: Any, *, depth: int) -> bytes:
    if depth > DEEPEST:
        raise TooDeep
    value = value.get_object()
    if isinstance(value, generic.DictionaryObject):
        keys = sorted(key for key in value if key not in UPWARD | {"/Kids"})
        inside = b"".join(str(key).encode() + _written(value.raw_get(key), depth=depth + 1) for key in keys)
        return b"<" + inside + (value.data if isinstance(value, generic.StreamObject) else b"") + b">"
    if isinstance(value, generic.ArrayObject):
        return b"[" + b" ".join(_written(each, depth=depth + 1) for each in value) + b"]"
    return repr(value).encode()
