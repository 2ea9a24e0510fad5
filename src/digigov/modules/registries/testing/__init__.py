"""Registers for tests: in memory, filled and switched off at will."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, get_args

from digigov.kernel.actor import system
from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure
from digigov.kernel.ids import new_id
from digigov.modules.registries import commands
from digigov.modules.registries.definitions import Register, Why
from digigov.modules.registries.ports import TIME_LIMIT, Errand, RegisterRow, comparable
from digigov.modules.registries.rules import tidy_values

__all__ = [
    "AT",
    "RegistersInMemory",
    "empty_registers",
    "make_errand",
    "make_register",
    "make_row",
    "register_from",
    "registers_down",
    "tidy_values",
    "uses_from",
]

AT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)

_rows: dict[tuple[str, str, str], RegisterRow] = {}
_down: list[AdapterFailure] = []


class RegistersInMemory:
    """The adapter that the test settings choose."""

    def look_up(
        self,
        *,
        register: str,
        key: str,
        under: str,
        fields: Sequence[str],
        errand: Errand,
        time_limit: float = TIME_LIMIT,
    ) -> RegisterRow | None:
        if _down:
            raise _down[-1]
        row = _rows.get((register, under, comparable(key)))
        return RegisterRow(row.key, {name: row.values[name] for name in fields if name in row.values}) if row else None

    def check(self) -> Health:
        return Health(ok=not _down, detail="in memory", rehearsal_only=True)


def make_errand(**others: Any) -> Errand:
    """What a keeper is told of a look-up, of its own number."""
    given = {"doer": "officer", "office": "treasury", "purpose": "decide-case", "basis": "law: A law", **others}
    return Errand(line=new_id(), **given)


def uses_from(fields: Sequence[dict[str, Any]], **others: Any) -> list[dict[str, Any]]:
    """Every field for every purpose, by a law."""
    named = [each["name"] for each in fields]
    return [{"purpose": why, "basis": "law", "law": "A law", "fields": named, **others} for why in get_args(Why)]


def register_from(id: str = "people", **others: Any) -> Register:
    """A definition, not loaded; it may be read for everything."""
    fields = [
        {"name": "full_name", "label": "Name", "type": "name"},
        {"name": "born_on", "label": "Date of birth", "type": "date"},
        {"name": "owed", "label": "Owed", "type": "money"},
    ]
    plain = {"id": id, "name": id.capitalize(), "keeper": "a-keeper", "key": "national-id", "about": "person"}
    whole = {**plain, "fields": fields, **others}
    return Register.model_validate({"uses": uses_from(whole["fields"]), **whole})


def make_register(id: str = "people", **others: Any) -> Register:
    """A loaded register beside those that are there."""
    definition = register_from(id, **others)
    commands.load_registers(by=system("test"), at=AT, definitions=[definition])
    return definition


def make_row(register: str, key: str, values: dict[str, Any], *, under: str = "national-id", row_key: str = "") -> None:
    """A row that the register answers with from now on."""
    _rows[register, under, comparable(key)] = RegisterRow(row_key or key, values)


def empty_registers() -> None:
    """No register knows anybody, whatever tests before filled in."""
    _rows.clear()


@contextmanager
def registers_down(*, temporary: bool = True) -> Iterator[None]:
    """No register answers."""
    _down.append(AdapterFailure("registers: down for a test", temporary=temporary))
    try:
        yield
    finally:
        _down.pop()
