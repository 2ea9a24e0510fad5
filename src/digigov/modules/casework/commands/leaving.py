"""What somebody has in hand and may not do any more, a post having ended or kin been declared, goes back to the queue."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.modules.casework import policies
from digigov.modules.casework.commands.claiming import give_back
from digigov.modules.casework.loading import lock_task
from digigov.modules.casework.models import Task
from digigov.modules.organizations import queries as organizations

LOOK_BACK = timedelta(days=7)


def release_claims_of(*, by: Actor, at: datetime, party_id: UUID) -> int:
    """
    Give back what that person has in hand and may not do any more, one case at a time. Harmless when repeated. Returns how many.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    standing, tied = organizations.standing_of(party_id, at), policies.tied_to(party_id)
    officer = Actor(kind="officer", party_id=party_id, roles=standing.roles, grants=standing.grants)
    held = Task.objects.filter(claimed_by=party_id, state="open").select_related("case").order_by("id")
    lost = [task.id for task in held if _is_partial(task, tied) or not policies.may_do(officer, task)]
    return sum(_release(task_id, party_id, by=by, at=at) for task_id in lost)


def release_claims_left(*, by: Actor, at: datetime) -> int:
    """
    The same for everybody whose post ended in the last days, by a date that was entered or while nobody could be told.

    :raises NotAllowed: unless it is the machine.
    """
    by.require_system()
    left = organizations.list_left(since=at - LOOK_BACK, until=at)
    return sum(release_claims_of(by=by, at=at, party_id=party_id) for party_id in left)


def _is_partial(task: Task, tied: frozenset[UUID]) -> bool:
    return task.case.applicant_id in tied or not tied.isdisjoint(task.case.kept_from)


@transaction.atomic
def _release(task_id: UUID, party_id: UUID, *, by: Actor, at: datetime) -> bool:
    case, task = lock_task(task_id)
    if task.state != "open" or task.claimed_by != party_id:
        return False
    give_back(case, task, by=by, at=at, kind="left-behind")
    return True
