"""Another unit takes a case over, or a room above keeps a step's clock. All of it is the machine's, after the room above has decided."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.casework import timeline
from digigov.modules.casework.loading import lock_case, lock_run, require_open
from digigov.modules.casework.models import StepRun, Task

LIVING = ("open", "waiting")


@transaction.atomic
def move_case(*, by: Actor, at: datetime, case_id: UUID, unit: str, kept_from: Collection[UUID] = ()) -> None:
    """
    Another unit answers for the case from now on: what is to be done in it is its officers'. ``kept_from`` are further people who must
    not see or decide it.

    :raises NotAllowed: unless it is the machine. :raises CaseIsClosed: if it is.
    """
    by.require_system()
    case = lock_case(case_id)
    require_open(case)
    before, case.unit = case.unit, unit
    case.kept_from = sorted({*case.kept_from, *kept_from})
    case.save(update_fields=["unit", "kept_from"])
    Task.objects.filter(case=case, state__in=LIVING, unit=before).update(unit=unit, claimed_by=None, claimed_at=None)
    if before != unit:
        timeline.add(case_id=case.id, by=by, at=at, kind="moved", is_public=False, step=case.step, unit=unit)
    details = {"from": before, "to": unit}
    audit.record(by=by, at=at, action="casework.case-moved", subject_id=case.id, case_id=case.id, details=details)


@transaction.atomic
def set_clock(*, by: Actor, at: datetime, step_id: UUID, due_at: datetime | None, is_escalated: bool = False) -> None:
    """
    When a step is due whose clock a room above keeps, and whether it is before the supervisor. Harmless when repeated or too late.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    case, run = lock_run(step_id)
    if run.finished_at is not None:
        return
    StepRun.objects.filter(id=run.id).update(due_at=due_at, escalated_at=at if is_escalated else None)
    Task.objects.filter(run=run, state__in=LIVING).update(due_at=due_at, is_escalated=is_escalated)
    if is_escalated:
        timeline.add(case_id=case.id, by=by, at=at, kind="escalated", is_public=False, step=run.key)
    audit.record(by=by, at=at, action="casework.clock-set", subject_id=run.id, case_id=case.id)
