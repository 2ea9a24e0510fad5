"""Looking at the clocks: who must be reminded, what goes to the supervisor, what goes on by itself."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.casework import clocks, engine, occasions, telling, timeline
from digigov.modules.casework.models import Case, StepRun, Task
from digigov.modules.casework.published import step_of
from digigov.modules.casework.rules import flow
from digigov.modules.organizations import queries as organizations

BATCH = 500
MOST_REMINDED = 20


def watch_deadlines(*, by: Actor, at: datetime) -> int:
    """
    Do what each step's definition says of its clock, one case at a time. Harmless when repeated. Returns how many.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    due = StepRun.objects.filter(finished_at=None, watch_at__lte=at).order_by("watch_at")
    return sum(_watch(run_id, by=by, at=at) for run_id in list(due.values_list("id", flat=True)[:BATCH]))


@transaction.atomic
def _watch(run_id: UUID, *, by: Actor, at: datetime) -> bool:
    """Somebody at work on the case at this moment keeps it: the next look comes in minutes."""
    case = Case.objects.select_for_update(skip_locked=True).filter(runs__id=run_id, state="open").first()
    run = StepRun.objects.filter(id=run_id, finished_at=None, watch_at__lte=at).first() if case else None
    if case is None or run is None:
        return False
    if run.due_at is not None and at < run.due_at:
        _remind(case, run, by=by, at=at)
        _watch_next(run, run.due_at, reminded_at=at)
    else:
        _miss(case, run, by=by, at=at)
    return True


def _miss(case: Case, run: StepRun, *, by: Actor, at: datetime) -> None:
    step = step_of(case, run.key)
    missed = step.missed
    if flow.stands_still(step, run.turn):
        _watch_next(run, clocks.days_after(at, 1))
        return
    is_public = run.turn == "applicant"
    timeline.add(case_id=case.id, by=by, at=at, kind="deadline-missed", is_public=is_public, step=run.key)
    audit.record(by=by, at=at, action="casework.deadline-missed", subject_id=run.id, case_id=case.id)
    if missed is not None and missed.do == "go" and missed.go:
        engine.go(case, run, "missed", missed.go, by=by, at=at)
        return
    if missed is not None and missed.do == "escalate":
        Task.objects.filter(run=run, state__in=["open", "waiting"]).update(is_escalated=True)
        timeline.add(case_id=case.id, by=by, at=at, kind="escalated", is_public=False, step=run.key)
        _watch_next(run, None, escalated_at=at)
        return
    _remind(case, run, by=by, at=at)
    _watch_next(run, None, reminded_at=at)


def _remind(case: Case, run: StepRun, *, by: Actor, at: datetime) -> None:
    """Whoever's turn it is. A reminder before the deadline and one at it are two messages."""
    context, is_late = engine.context_of(case, run), run.due_at is not None and at >= run.due_at
    if run.turn == "applicant":
        telling.tell_applicant(
            context, message=occasions.REMINDER.message, by=by, at=at, again="late" if is_late else ""
        )
    else:
        for party_id in _whose_turn(run, at=at):
            telling.tell(
                context,
                party_id=party_id,
                message=occasions.TASK_DUE.message,
                by=by,
                at=at,
                again="late" if is_late else "",
            )
    timeline.add(case_id=case.id, by=by, at=at, kind="reminded", is_public=run.turn == "applicant", step=run.key)


def _whose_turn(run: StepRun, *, at: datetime) -> list[UUID]:
    """The officers who have the step's open tasks; of those that nobody has, all who could."""
    people: dict[UUID, None] = {}
    for task in Task.objects.filter(run=run, state="open"):
        if task.claimed_by is not None:
            people[task.claimed_by] = None
        else:
            people |= {h.party_id: None for h in organizations.list_holders(role=task.role, unit=task.unit, at=at)}
    return list(people)[:MOST_REMINDED]


def _watch_next(run: StepRun, watch_at: datetime | None, **done: datetime) -> None:
    StepRun.objects.filter(id=run.id).update(watch_at=watch_at, **done)
