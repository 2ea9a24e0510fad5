"""Queues, counts and the supervisor's view. Of an applicant they hold the id alone: a name is read through the gate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.casework import policies, queue
from digigov.modules.casework.models import Task
from digigov.modules.casework.published import step_of
from digigov.modules.casework.queue import QueueFilters

MOST_OFFICERS = 200
COUNTED_TO = 1000


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One task in a queue. ``bulk`` are the outcomes that may be taken for many at once, with their words."""

    task_id: UUID
    case_id: UUID
    applicant_id: UUID | None
    reference: str
    service: str
    version: int
    title: str
    step: str
    step_title: str
    role: str
    unit: str
    opened_at: datetime
    due_at: datetime | None
    charter_due_at: datetime | None
    claimed_by: UUID | None
    is_escalated: bool
    bulk: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Each up to 100."""

    mine: int
    unclaimed: int
    overdue: int
    escalated: int


@dataclass(frozen=True, slots=True)
class Workload:
    """What one officer has in hand; ``party_id`` None: what nobody has."""

    party_id: UUID | None
    open: int
    overdue: int


def list_queue(*, viewer: Actor, at: datetime, filters: QueueFilters, page: Page) -> PageOf[QueueLine]:
    """
    What the viewer's posts let them do, due first: not the own case, nor a relative's. Three queries, whatever the number
    of cases.

    :raises NotAllowed: unless the viewer is an officer.
    :raises TooManyNamed: if the words looked for are a name that very many people have.
    """
    _require_officer(viewer)
    return _lines(queue.task_ids(viewer, filters, at=at, tied=_tied(viewer), page=page), page)


def count_queue(*, viewer: Actor, at: datetime) -> QueueCounts:
    """The figures on the desk's first page."""
    _require_officer(viewer)
    wanted = {
        "mine": QueueFilters(who="mine"),
        "unclaimed": QueueFilters(who="unclaimed"),
        "overdue": QueueFilters(overdue=True),
        "escalated": QueueFilters(escalated=True),
    }
    found = queue.counts(viewer, list(wanted.values()), at=at, tied=_tied(viewer))
    return QueueCounts(**dict(zip(wanted, found, strict=True)))


def workload(*, viewer: Actor, at: datetime) -> tuple[Workload, ...]:
    """
    How much each officer whom the viewer supervises has in hand, the most first; then what nobody has, counted to a thousand.

    :raises NotAllowed: unless the viewer supervises.
    """
    tasks = _supervised(viewer)
    rows = (
        tasks.filter(claimed_by__isnull=False)
        .values("claimed_by")
        .annotate(n=Count("id"), late=Count("id", filter=Q(due_at__lt=at)))
        .order_by("-n", "claimed_by")[:MOST_OFFICERS]
    )
    found = [Workload(row["claimed_by"], row["n"], row["late"]) for row in rows]
    nobodys = tasks.filter(claimed_by=None)
    free = nobodys[:COUNTED_TO].count()
    return (*found, Workload(None, free, nobodys.filter(due_at__lt=at)[:COUNTED_TO].count())) if free else tuple(found)


def list_overdue(*, viewer: Actor, at: datetime, page: Page) -> PageOf[QueueLine]:
    """
    What is late among the tasks that the viewer supervises, the latest first.

    :raises NotAllowed: unless the viewer supervises.
    """
    _require_supervisor(viewer)
    return _lines(queue.supervised_ids(viewer, Q(due_at__lt=at), tied=_tied(viewer), page=page), page)


def list_in_hand(*, viewer: Actor, party_id: UUID | None, page: Page) -> PageOf[QueueLine]:
    """
    What one officer has in hand among the tasks that the viewer supervises; with None, what nobody has.

    :raises NotAllowed: unless the viewer supervises.
    """
    _require_supervisor(viewer)
    return _lines(queue.supervised_ids(viewer, Q(claimed_by=party_id), tied=_tied(viewer), page=page), page)


def list_tasks(*, viewer: Actor, task_ids: Iterable[UUID]) -> tuple[QueueLine, ...]:
    """Those of the tasks that are open and that the viewer's posts let them do, due first."""
    _require_officer(viewer)
    rows = _with_their_cases(Task.objects.filter(id__in=set(task_ids), state="open")).order_by("due_at", "id")
    return tuple(_line(task) for task in rows if policies.may_do(viewer, task))


def reference_of_task(task_id: UUID) -> str:
    """The public reference of the case that a task belongs to. :raises NotFound: if there is no such task."""
    found = Task.objects.filter(id=task_id).values_list("case__reference", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _lines(ids: list[UUID], page: Page) -> PageOf[QueueLine]:
    rows = {task.id: task for task in _with_their_cases(Task.objects.filter(id__in=ids))}
    lines = tuple(_line(rows[each]) for each in ids[: page.size] if each in rows)
    return PageOf(items=lines, number=page.number, size=page.size, has_next=len(ids) > page.size)


def _with_their_cases(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Without what was answered and asked in them: a page of fifty would read it all for nothing."""
    return tasks.select_related("case", "run").defer("case__facts", "run__request", "run__reply")


def _tied(viewer: Actor) -> frozenset[UUID]:
    return policies.tied_to(viewer.party_id) if viewer.party_id else frozenset()


def _supervised(viewer: Actor) -> Any:
    _require_supervisor(viewer)
    return Task.objects.filter(queue.supervised(viewer), state="open")


def _require_supervisor(viewer: Actor) -> None:
    if viewer.kind != "officer" or not any(grant.permission.startswith("supervise:") for grant in viewer.grants):
        raise NotAllowed


def _require_officer(viewer: Actor) -> None:
    if viewer.kind != "officer" or not (viewer.roles or viewer.may(policies.SUPERVISE)):
        raise NotAllowed


def _line(task: Task) -> QueueLine:
    case, step = task.case, step_of(task.case, task.run.key)
    return QueueLine(
        task_id=task.id,
        case_id=case.id,
        applicant_id=case.applicant_id,
        reference=case.reference,
        service=case.service,
        version=case.version,
        title=case.title,
        step=step.id,
        step_title=step.title,
        role=task.role,
        unit=task.unit,
        opened_at=case.opened_at,
        due_at=task.due_at,
        charter_due_at=case.due_at,
        claimed_by=task.claimed_by,
        is_escalated=task.is_escalated,
        bulk=tuple((key, step.labels.get(key, key)) for key in step.parameters.get("bulk", ())),
    )
