"""What can be done about a job that was given up. The queue is procrastinate's: its tables are asked by SQL, in our transaction."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import on_the_machine
from digigov.kernel.errors import DomainError
from digigov.modules.audit.commands import record
from digigov.modules.operations import policies
from digigov.modules.operations.counting import forget_traffic, note_traffic
from digigov.modules.operations.incidents import IncidentIsOver, change_incident, end_incident, tell_incident
from digigov.modules.operations.models import Backup, Drill, Failure, Look
from digigov.modules.operations.rules import reason_of
from digigov.modules.operations.traffic import Counted

__all__ = [
    "Counted",
    "IncidentIsOver",
    "NotGivenUp",
    "WaitsAlready",
    "change_incident",
    "dismiss_job",
    "end_incident",
    "forget_failures",
    "forget_traffic",
    "note_backup",
    "note_drill",
    "note_failure",
    "note_look",
    "note_traffic",
    "retry_job",
    "tell_incident",
]


class NotGivenUp(DomainError):
    code = "job-not-given-up"
    message = _("This job is not given up any more: somebody has seen to it, or it runs again. Look at the page anew.")


class WaitsAlready(DomainError):
    code = "job-waits-already"
    message = _("The same work already waits for its turn, so this one need not be done again. Dismiss it.")


@dataclass(frozen=True, slots=True)
class _GivenUp:
    task: str
    queue: str
    attempts: int
    call: dict[str, Any]
    queueing_lock: str | None


def note_failure(*, at: datetime, job_id: int, failure: Exception) -> None:
    """Keep why a job failed, without any value; of several tries, the last."""
    Failure.objects.update_or_create(job_id=job_id, defaults={"reason": reason_of(failure), "at": at})


def note_drill(*, at: datetime, backup: str, made_at: datetime | None, seconds: int, is_well: bool, said: str) -> UUID:
    """Keep that a backup was restored to try it, how long that took, and what was found wrong."""
    drill = Drill.objects.create(
        at=at, backup=backup[:200], made_at=made_at, seconds=seconds, is_well=is_well, said=said[:1000]
    )
    return drill.id


def note_backup(*, name: str, place: str, made_at: datetime, size: int, seconds: int, is_sealed: bool) -> UUID:
    """Keep that a backup was written whole, where, and how large it is."""
    backup = Backup.objects.create(
        name=name[:200], place=place[:500], made_at=made_at, bytes=size, seconds=seconds, is_sealed=is_sealed
    )
    return backup.id


def note_look(*, at: datetime, name: str, is_well: bool, said: str) -> None:
    """Keep what a look found, for the page; ``at`` by the machine's clock. Of several, the last."""
    Look.objects.update_or_create(name=name, defaults={"at": at, "is_well": is_well, "said": said[:300]})


@transaction.atomic
def retry_job(*, by: Actor, at: datetime, job_id: int) -> None:
    """
    Let a job that was given up run again at once; if it fails once more, it is given up once more.

    :raises NotAllowed: without ``operations.see``.
    :raises NotGivenUp: if it is not given up any more.
    :raises WaitsAlready: if the clock has started the same work anew.
    """
    job = _load(job_id)
    policies.require_operator(by)
    if job is None:
        raise NotGivenUp
    if job.queueing_lock and _one("SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = %s", job.queueing_lock):  # fmt: skip
        raise WaitsAlready

    _one("SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)", job_id, on_the_machine(at))

    record(by=by, at=at, action="operations.job-retried", details=_details(job_id, job))


@transaction.atomic
def dismiss_job(*, by: Actor, at: datetime, job_id: int) -> None:
    """
    Take a job that was given up out of the queue for good; the audit trail keeps what it was and why it failed.

    :raises NotAllowed: without ``operations.see``.
    :raises NotGivenUp: if it is not given up any more.
    """
    job = _load(job_id)
    policies.require_operator(by)
    if job is None:
        raise NotGivenUp
    details = _details(job_id, job)

    _one("DELETE FROM procrastinate_jobs WHERE id = %s RETURNING id", job_id)
    Failure.objects.filter(job_id=job_id).delete()

    record(by=by, at=at, action="operations.job-dismissed", details=details)


def forget_failures() -> None:
    """Forget the reasons of jobs that are no longer in the queue, or were done after all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM operations_failure AS failure WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs AS job"
            " WHERE job.id = failure.job_id AND job.status IN ('todo', 'doing', 'failed'))"
        )


def _load(job_id: int) -> _GivenUp | None:
    row = _one(
        "SELECT task_name, queue_name, attempts, args::text, queueing_lock FROM procrastinate_jobs"
        " WHERE id = %s AND status = 'failed' FOR UPDATE",
        job_id,
    )
    return _GivenUp(row[0], row[1], row[2], json.loads(row[3]), row[4]) if row else None


def _details(job_id: int, job: _GivenUp) -> dict[str, Any]:
    reasons = Failure.objects.filter(job_id=job_id).values_list("reason", flat=True)
    return {
        "job": job_id,
        "task": job.task,
        "queue": job.queue,
        "attempts": job.attempts,
        "call": job.call,
        "reason": reasons.first() or "",
    }


def _one(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()
