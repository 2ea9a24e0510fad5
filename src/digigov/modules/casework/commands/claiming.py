"""Taking a task, giving it back, handing it to somebody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotAllowed
from digigov.modules.audit import commands as audit
from digigov.modules.casework import policies, queue, timeline
from digigov.modules.casework.loading import lock_task, require_open
from digigov.modules.casework.models import Case, Task

CANDIDATES = 50


class TaskTaken(DomainError):
    code = "task-taken"
    message = _("A colleague has taken this case meanwhile. Take another one, or ask your supervisor.")


class TaskIsDone(DomainError):
    code = "task-is-done"
    message = _("This step is not open any more: somebody has done it, or the case has moved on.")


class NotYours(DomainError):
    code = "task-not-yours"
    message = _("You have not taken this case, so you cannot give it back.")


@transaction.atomic
def claim_task(*, by: Actor, at: datetime, task_id: UUID) -> None:
    """
    Take a task so that no colleague starts on it too. Taking it twice changes nothing.

    :raises NotAllowed: if the task is for a post that the actor does not hold, is the actor's own case, or needs other eyes.
    :raises TaskTaken: if a colleague has it.
    :raises TaskIsDone: if it is not open.
    """
    case, task = lock_task(task_id)
    policies.require_doer(by, case=case, task=task)
    claim(case, task, by=by, at=at)


@transaction.atomic
def claim_next_task(*, by: Actor, at: datetime, service: str | None = None) -> UUID | None:
    """
    Take the task that is due first among those that the actor may do; None when nothing is left.

    :raises NotAllowed: unless the actor is an officer with a post.
    """
    if by.kind != "officer" or not by.roles:
        raise NotAllowed
    for task_id in queue.first_unclaimed(by, service=service, limit=CANDIDATES):
        case = Case.objects.select_for_update(skip_locked=True).filter(tasks__id=task_id).first()
        task = Task.objects.select_related("run").get(id=task_id)
        if case is None or task.state != "open" or task.claimed_by is not None:
            continue
        try:
            policies.require_doer(by, case=case, task=task)
        except NotAllowed:
            continue
        claim(case, task, by=by, at=at)
        return task.id
    return None


@transaction.atomic
def release_task(*, by: Actor, at: datetime, task_id: UUID) -> None:
    """
    Give a task back to the queue.

    :raises NotAllowed: if the task is for a post that the actor neither holds nor supervises.
    :raises NotYours: if somebody else has it and the actor does not supervise.
    """
    case, task = lock_task(task_id)
    is_supervisor = policies.supervises(by, role=task.role, unit=task.unit)
    if not (is_supervisor or policies.may_do(by, task)):
        raise NotAllowed
    _require_open_task(case, task)
    if task.claimed_by is None or not (is_supervisor or task.claimed_by == by.party_id):
        raise NotYours
    give_back(case, task, by=by, at=at, kind="released")


@transaction.atomic
def assign_task(*, by: Actor, at: datetime, task_id: UUID, to_party_id: UUID) -> None:
    """
    Hand a task to an officer, whoever has it now.

    :raises NotAllowed: unless the actor supervises the task's role, and the other holds it and may decide this case.
    """
    case, task = lock_task(task_id)
    policies.require_supervisor(by, role=task.role, unit=task.unit)
    policies.require_impartial(by.party_id, case=case)
    _require_open_task(case, task)
    policies.require_holder(to_party_id, task=task, at=at)
    policies.require_impartial(to_party_id, case=case)
    policies.require_other_eyes(to_party_id, case=case, task=task)
    _set_claim(task, to_party_id, at=at)
    _note(case, task, by=by, at=at, kind="assigned", to=str(to_party_id))


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one task of many: ``refusal`` is None when it was done."""

    task_id: UUID
    refusal: DomainError | None


def assign_tasks(*, by: Actor, at: datetime, task_ids: Iterable[UUID], to_party_id: UUID) -> tuple[Result, ...]:
    """Hand many tasks to one officer, each on its own: where one is refused the others still change hands."""
    return tuple(Result(task_id, _assign_one(by, at, task_id, to_party_id)) for task_id in dict.fromkeys(task_ids))


def _assign_one(by: Actor, at: datetime, task_id: UUID, to_party_id: UUID) -> DomainError | None:
    try:
        assign_task(by=by, at=at, task_id=task_id, to_party_id=to_party_id)
    except DomainError as refusal:
        return refusal
    return None


def claim(case: Case, task: Task, *, by: Actor, at: datetime) -> None:
    """The claim itself, with the case locked and the actor allowed."""
    _require_open_task(case, task)
    if task.claimed_by == by.party_id:
        return
    if task.claimed_by is not None:
        raise TaskTaken
    _set_claim(task, by.party_id, at=at)
    _note(case, task, by=by, at=at, kind="claimed")


def give_back(case: Case, task: Task, *, by: Actor, at: datetime, kind: str) -> None:
    """Back to the queue, with the case locked."""
    _set_claim(task, None, at=at)
    _note(case, task, by=by, at=at, kind=kind)


def _require_open_task(case: Case, task: Task) -> None:
    require_open(case)
    if task.state != "open":
        raise TaskIsDone


def _set_claim(task: Task, party_id: UUID | None, *, at: datetime) -> None:
    task.claimed_by, task.claimed_at = party_id, at if party_id else None
    task.save(update_fields=["claimed_by", "claimed_at"])


def _note(case: Case, task: Task, *, by: Actor, at: datetime, kind: str, **values: str) -> None:
    timeline.add(case_id=case.id, by=by, at=at, kind=kind, is_public=False, step=task.run.key, **values)
    audit.record(by=by, at=at, action=f"casework.task-{kind}", subject_id=task.id, case_id=case.id, details=values)
