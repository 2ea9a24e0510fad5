"""Reading a row: asked for outside of any transaction, then answer and line of the trail in one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.adapters import adapter
from digigov.kernel.errors import AdapterFailure, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.queue import later
from digigov.modules.audit.commands import Purpose
from digigov.modules.registries import gate, policies, rules
from digigov.modules.registries.definitions import Register
from digigov.modules.registries.gate import Ask
from digigov.modules.registries.models import Lookup
from digigov.modules.registries.policies import ReadRefused
from digigov.modules.registries.ports import TIME_LIMIT, Errand
from digigov.modules.registries.queries import get_register

log = structlog.get_logger("digigov.registers")
REVIEW_WITHIN = timedelta(days=3)


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
    service: str = "",
    why: str = "",
    time_limit: float = TIME_LIMIT,
    may_be_stale: bool = True,
) -> Reading:
    """
    Read one row. Must not run inside a transaction: it asks the outside. The trail has a line for each answer and for each
    refusal: who, whose row, which fields, for what, on what ground, for which case.

    ``under`` says what ``key`` is when it is not the register's own. ``why``: more words on the purpose. When the register is
    down, the last answer is given with its age if ``may_be_stale`` and there is one.

    :raises NotFound: if there is no such register.
    :raises ReadRefused: with the reason, if the reader, the purpose or the fields are not allowed.
    :raises AdapterFailure: if it is down and nothing is kept.
    """
    _require_no_transaction()
    wanted = _Wanted(register, rules.tidy_key(key), under, tuple(dict.fromkeys(fields)), about, purpose, why)
    try:
        definition = get_register(register)
        leave = policies.leave_to_read(
            by, at=at, register=definition, fields=wanted.fields, about=about, purpose=purpose, service=service
        )
    except (ReadRefused, NotFound) as refusal:
        wanted.refuse(by, at, getattr(refusal, "reason", "no-such-register"))
        raise
    try:
        answer = _ask(definition, wanted, wanted.errand(by, leave), time_limit)
    except AdapterFailure as down:
        log.warning("register failed", register=register, reason=down.reason, temporary=down.temporary)
        if not may_be_stale:
            raise
        try:
            return _passed(definition, wanted, leave, None, by=by, at=at)
        except gate.NothingKept:
            raise down from None
    return _passed(definition, wanted, leave, answer, by=by, at=at)


def forget_old_readings(*, at: datetime) -> int:
    """Remove what was kept longer than the settings allow; returns how many."""
    return gate.forgotten(before=at - timedelta(days=settings.DIGIGOV_REGISTERS["keep_days"]))


Answer = tuple[bool, str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    register: str
    key: str
    under: str
    fields: tuple[str, ...]
    about: UUID | None
    purpose: Purpose
    why: str
    line: UUID = field(default_factory=new_id)

    def errand(self, by: Actor, leave: policies.Leave) -> Errand:
        return Errand(self.line, str(by.kind), by.office, self.purpose.code[:80], leave.basis)

    @transaction.atomic
    def refuse(self, by: Actor, at: datetime, reason: str) -> None:
        gate.refused(
            by=by, at=at, subject=self.subject(self.key), register=self.register, fields=self.fields,
            purpose=self.purpose.code, reason=reason, case_id=self.purpose.case_id, why=self.why,
        )  # fmt: skip

    def subject(self, row_key: str) -> UUID:
        return self.about or rules.row_id(self.register, row_key)


def _ask(register: Register, wanted: _Wanted, errand: Errand, time_limit: float) -> Answer:
    if not wanted.key:
        return False, "", {}
    row = adapter("registers").look_up(
        register=register.id,
        key=wanted.key,
        under=wanted.under or register.key,
        fields=wanted.fields,
        errand=errand,
        time_limit=time_limit,
    )
    if row is None:
        return False, wanted.key, {}
    try:
        return True, rules.tidy_key(row.key), rules.tidy_values(register, row.values, wanted.fields)
    except ValueError as fault:
        raise AdapterFailure(f"register {register.id} answers nonsense: {fault}", temporary=False) from fault


@transaction.atomic
def _passed(
    register: Register, wanted: _Wanted, leave: policies.Leave, answer: Answer | None, *, by: Actor, at: datetime
) -> Reading:
    """
    The answer and its line of the trail, together or not at all. Without an ``answer`` what is kept.

    :raises NothingKept: if there was no answer, and none is kept.
    """
    ask = Ask(
        subject=wanted.subject(answer[1] if answer else wanted.key),
        register=register.id,
        fields=wanted.fields,
        purpose=wanted.purpose.code[:80],
        basis=leave.basis,
        reason=leave.reason,
        case_id=wanted.purpose.case_id,
        why="" if leave.reason == "emergency" else wanted.why[:200],  # what an officer types may be erased one day
        line=wanted.line,
    )
    passed = gate.passed(ask, by=by, at=at, under=wanted.under or register.key, key=wanted.key, answer=answer)
    if leave.reason in ("counter", "emergency") and by.party_id is not None:
        _note_without_case(ask, wanted.why, by=by, officer_id=by.party_id, at=at)
    return Reading(passed.found, passed.row_key, passed.said, register.name, passed.read_at, passed.is_stale)


def _note_without_case(ask: Ask, typed: str, *, by: Actor, officer_id: UUID, at: datetime) -> None:
    """What an officer reads about somebody else without a case stands in a list of its own."""
    is_emergency = ask.reason == "emergency"
    lookup = Lookup.objects.create(
        at=at, is_emergency=is_emergency, officer_id=officer_id, officer_name=by.name[:120], office=by.office[:80],
        register=ask.register, fields=list(ask.fields), about=ask.subject, reason=typed[:500],
        review_by=at + REVIEW_WITHIN if is_emergency else None,
    )  # fmt: skip
    if is_emergency:
        later("registries.raise_alarm", lookup_id=lookup.id)


def _require_no_transaction() -> None:
    with transaction.atomic(durable=True):
        """Django refuses this inside another transaction (a test's own does not count)."""
