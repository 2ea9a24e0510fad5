"""The gate to the registers that others keep: every read says who, why, which fields and about whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.adapters import adapter
from digigov.kernel.errors import AdapterFailure, DomainError
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.registries import policies, rules
from digigov.modules.registries.definitions import Register
from digigov.modules.registries.models import KeptReading, RegisterEntry
from digigov.modules.registries.ports import TIME_LIMIT, RegisterRow
from digigov.modules.registries.queries import get_register


class FieldNotInRegister(DomainError):
    code = "field-not-in-register"
    message = _("The register has no such field.")


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What a register said: ``key`` is the row's own key. ``is_stale``: the register was down and this is what it said at
    ``read_at``.
    """

    found: bool
    key: str
    values: Mapping[str, Any]
    source_name: str
    read_at: datetime
    is_stale: bool = False


@transaction.atomic
def load_registers(*, by: Actor, at: datetime, definitions: Iterable[Register]) -> None:
    """
    Take over the pack's registers. Harmless when repeated; one that is no longer in the pack stays readable for open cases.

    :raises NotAllowed: unless the machine or somebody who may publish services does it.
    """
    policies.require_loader(by)
    loaded = {each.id: each.model_dump(mode="json", exclude_defaults=True) for each in definitions}
    for register, body in loaded.items():
        RegisterEntry.objects.update_or_create(id=register, defaults={"body": body, "is_current": True})
    RegisterEntry.objects.exclude(id__in=loaded).update(is_current=False)
    audit.record(by=by, at=at, action="registries.registers-loaded", details={"registers": sorted(loaded)})


def read(
    *,
    by: Actor,
    at: datetime,
    register: str,
    key: str,
    fields: Sequence[str],
    purpose: Purpose,
    about: UUID | None = None,
    under: str = "",
    time_limit: float = TIME_LIMIT,
    may_be_stale: bool = True,
) -> Reading:
    """
    Read one row, and note who read which of its fields, and why. Must not run inside a transaction: it asks the outside.

    ``under`` says what ``key`` is when it is not the register's own. When the register is down, the last answer is given
    with its age if ``may_be_stale`` and there is one.

    :raises NotFound: if there is no such register.
    :raises NotAllowed: if the row is about somebody else and no case gives a reason.
    :raises FieldNotInRegister: if it has no such field.
    :raises AdapterFailure: if it is down and nothing is kept.
    """
    _require_no_transaction()
    definition = get_register(register)
    policies.require_reader(by, register=definition, about=about, purpose=purpose)
    if not set(fields) <= {field.name for field in definition.fields}:
        raise FieldNotInRegister
    asked = _Asked(definition, rules.tidy_key(key), under or definition.key, tuple(fields))
    try:
        row = _ask(asked, time_limit) if asked.key else None
    except AdapterFailure:
        reading = _kept(asked) if may_be_stale else None
        if reading is None:
            raise
    else:
        found = row is not None
        reading = Reading(found, row.key if row else asked.key, row.values if row else {}, definition.name, at)
    _note(asked, reading, by=by, at=at, purpose=purpose, about=about)
    return reading


def forget_old_readings(*, at: datetime) -> int:
    """Remove what was kept longer than the settings allow; returns how many."""
    limit = at - timedelta(days=settings.DIGIGOV_REGISTERS["keep_days"])
    return KeptReading.objects.filter(read_at__lt=limit).delete()[0]


@dataclass(frozen=True, slots=True)
class _Asked:
    register: Register
    key: str
    under: str
    fields: tuple[str, ...]

    @property
    def place(self) -> dict[str, Any]:
        return {"register": self.register.id, "under": self.under, "key": self.key}


def _ask(asked: _Asked, time_limit: float) -> RegisterRow | None:
    source = adapter("registers")
    row = source.look_up(
        register=asked.register.id, key=asked.key, under=asked.under, fields=asked.fields, time_limit=time_limit
    )
    if row is None:
        return None
    try:
        return RegisterRow(rules.tidy_key(row.key), rules.tidy_values(asked.register, row.values, asked.fields))
    except ValueError as fault:
        raise AdapterFailure(f"register {asked.register.id} answers nonsense: {fault}", temporary=False) from fault


def _kept(asked: _Asked) -> Reading | None:
    kept = KeptReading.objects.filter(**asked.place).first()
    if kept is None or not set(asked.fields) <= set(kept.values):
        return None
    values = {name: kept.values[name] for name in asked.fields if kept.values[name] is not None}
    return Reading(True, kept.row_key, values, asked.register.name, kept.read_at, is_stale=True)


@transaction.atomic
def _note(asked: _Asked, reading: Reading, *, by: Actor, at: datetime, purpose: Purpose, about: UUID | None) -> None:
    """The read entry and the kept answer, together."""
    if reading.found and not reading.is_stale:
        _keep(asked, reading)
    audit.record_read(
        by=by,
        at=at,
        purpose=purpose,
        subjects=[about or rules.row_id(asked.register.id, reading.key)],
        action="registries.register-read",
        fields=[f"{asked.register.id}.{name}" for name in asked.fields],
    )


def _keep(asked: _Asked, reading: Reading) -> None:
    """Fields that were asked for earlier and not now are forgotten, so that no answer is a mix of two days."""
    values = {name: reading.values.get(name) for name in asked.fields}
    kept = {"row_key": reading.key, "values": values, "read_at": reading.read_at}
    KeptReading.objects.update_or_create(defaults=kept, **asked.place)


def _require_no_transaction() -> None:
    with transaction.atomic(durable=True):
        """Django refuses this inside another transaction (a test's own does not count)."""
