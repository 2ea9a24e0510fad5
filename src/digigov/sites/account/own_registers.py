"""What registers say of the person, read by the person through the gate. The only place of these pages that reads one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure, DomainError
from digigov.modules.audit.commands import Purpose
from digigov.modules.catalog.queries import get_pack, list_registers_of_people
from digigov.modules.organizations.queries import names_of
from digigov.modules.registries.commands import read
from digigov.modules.registries.definitions import Register

PATIENCE = 2.0  # seconds for each register


@dataclass(frozen=True, slots=True)
class Said:
    """``values`` by the name and the label of each field. ``read_at`` is empty when the register could not be asked; ``is_stale``: an answer of before."""

    id: str
    name: str
    keeper: str
    law: str
    found: bool
    values: Mapping[tuple[str, str], Any]
    read_at: datetime | None
    is_stale: bool = False


def ask_registers(actor: Actor, national_id: str) -> tuple[Said, ...]:
    """Each register about people, one after the other; one that is down does not hold up the rest."""
    plan, registers = get_pack().proofing, list_registers_of_people()
    keepers = names_of({each.keeper for each in registers})
    return tuple(_ask(actor, each, plan.people.under if plan else "", national_id, keepers) for each in registers)


def _ask(actor: Actor, register: Register, under: str, key: str, keepers: Mapping[str, str]) -> Said:
    shared: dict[str, Any] = {
        "id": register.id,
        "name": register.name,
        "keeper": keepers.get(register.keeper, register.keeper),
        "law": register.law or "",
    }
    try:
        reading = read(
            by=actor,
            at=now(),
            register=register.id,
            key=key,
            under=under,
            fields=[field.name for field in register.fields],
            purpose=Purpose("own-data"),
            about=actor.party_id,
            time_limit=PATIENCE,
        )
    except (AdapterFailure, DomainError):
        return Said(found=False, values={}, read_at=None, **shared)
    values = {
        (each.name, each.label): _typed(each.type, reading.values[each.name])
        for each in register.fields
        if reading.values.get(each.name) not in (None, "")
    }
    return Said(found=reading.found, values=values, read_at=reading.read_at, is_stale=reading.is_stale, **shared)


def _typed(kind: str, value: Any) -> Any:
    """A register writes its days as text."""
    if kind != "date" or not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value
