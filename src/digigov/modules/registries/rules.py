"""What a register's answer must look like before it is believed."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from digigov.modules.registries.definitions import Register

LONGEST = 500
MOST = 50  # of one field that holds several


def tidy_key(key: str) -> str:
    """As it is asked for and kept: single spaces, bounded; '' when there is nothing to ask for."""
    return " ".join(key.split())[:120] if key.isprintable() else ""


def row_id(register: str, key: str) -> UUID:
    """A stable id for a row that belongs to nobody we know, so that the trail can name it without telling whose it is."""
    return uuid5(NAMESPACE_URL, f"register:{register}:{key}")


def tidy_values(register: Register, values: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    """The fields that were asked for, each of its type; absent ones are left out. :raises ValueError: for a wrong type."""
    types = {field.name: field.type for field in register.fields}
    found = {name: values[name] for name in fields if values.get(name) not in (None, "")}
    return {name: _tidy(types[name], value) for name, value in found.items()}


def _tidy(kind: str, value: Any) -> Any:
    if kind == "date":
        return date.fromisoformat(value).isoformat() if isinstance(value, str) else _wrong(value)
    if kind == "yes_no":
        return value if isinstance(value, bool) else _wrong(value)
    if kind == "money":
        return f"{_decimal(value):.2f}"
    if kind == "number":
        return value if isinstance(value, int) and not isinstance(value, bool) else str(_decimal(value))
    if kind in ("name", "address"):
        return (
            {str(k)[:20]: str(v)[:LONGEST] for k, v in value.items()} if isinstance(value, Mapping) else _wrong(value)
        )
    if kind == "texts":
        return [_tidy("text", each) for each in value[:MOST]] if isinstance(value, list) else _wrong(value)
    return value[:LONGEST] if isinstance(value, str) else _wrong(value)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return _wrong(value)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return _wrong(value)
    return number if number.is_finite() and abs(number) < 10**12 else _wrong(value)


def _wrong(value: Any) -> Any:
    raise ValueError(f"not expected here: {type(value).__name__}")
