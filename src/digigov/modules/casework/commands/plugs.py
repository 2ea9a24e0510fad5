"""What the rooms that plug in step types do with a case. All of it is the machine's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.casework import clocks, engine, telling, timeline
from digigov.modules.casework.commands.deciding import UnknownStepOutcome
from digigov.modules.casework.loading import lock_case, lock_run
from digigov.modules.casework.models import StepRun, Task
from digigov.modules.casework.published import step_of
from digigov.modules.casework.rules import flow


@transaction.atomic
def finish_step(
    *, by: Actor, at: datetime, step_id: UUID, outcome: str, facts: Mapping[str, Any] | None = None
) -> None:
    """
    Finish a step that another room does (a payment came, a register answered). Harmless when repeated or too late.

    :raises NotAllowed: unless it is the machine.
    :raises UnknownStepOutcome: if the step cannot end so.
    """
    by.require_system()
    case, run = lock_run(step_id)
    if run.finished_at is not None or case.state != "open":
        return
    if facts:
        case.facts = flow.with_facts(case.facts, facts)
        case.save(update_fields=["facts"])
    try:
        engine.advance(case, run, outcome, by=by, at=at)
    except flow.UnknownOutcome:
        raise UnknownStepOutcome from None
    audit.record(
        by=by, at=at, action="casework.step-finished", subject_id=run.id, case_id=case.id, details={"outcome": outcome}
    )


@transaction.atomic
def pass_turn(
    *, by: Actor, at: datetime, step_id: UUID, to: Literal["officer", "applicant"], anew: bool = False
) -> None:
    """
    Say whose turn it is within a step: a meeting is booked, or was cancelled. Harmless when repeated or too late.

    ``anew``: the step's time begins again, because the other side took it.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    case, run = lock_run(step_id)
    if run.finished_at is not None or run.turn == to:
        return
    run.turn = to
    run.save(update_fields=["turn"])
    if anew:
        clock = clocks.clock_of(step_of(case, run.key), at=at)
        StepRun.objects.filter(id=run.id).update(due_at=clock.due_at, watch_at=clock.watch_at)
    before, after = ("waiting", "open") if to == "officer" else ("open", "waiting")
    Task.objects.filter(run=run, state=before).update(state=after)
    timeline.add(case_id=case.id, by=by, at=at, kind="turn-passed", is_public=False, step=run.key, to=to)
    audit.record(by=by, at=at, action="casework.turn-passed", subject_id=run.id, case_id=case.id, details={"to": to})


@transaction.atomic
def add_entry(
    *, by: Actor, at: datetime, case_id: UUID, kind: str, values: Mapping[str, Any], is_public: bool = True
) -> None:
    """
    Add a line to the case's story (``paid``, ``issued``). ``kind`` is worded by the site.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    case = lock_case(case_id)
    timeline.add(case_id=case.id, by=by, at=at, kind=kind, is_public=is_public, step=case.step, **values)


@transaction.atomic
def tell_applicant(
    *, by: Actor, at: datetime, step_id: UUID, message: str, values: Mapping[str, Any] | None = None, again: str = ""
) -> None:
    """
    Tell the applicant about a step, once for each message (and for each ``again``). ``reference``, ``title``, ``step_title``,
    ``due`` and ``request`` are known to every message. A message that cannot be made does not stop the case.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    case, run = lock_run(step_id)
    context = engine.context_of(case, run)
    telling.tell_applicant(context, message=message, by=by, at=at, values=values, again=again)
