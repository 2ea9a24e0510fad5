"""What the job queue looks like: depths, jobs that will be tried again, and jobs that are stuck."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from digigov.kernel.paging import Page, PageOf
from digigov.modules.operations.recovery import Archive, Drilled, find_last_drill, get_archive, list_drills

__all__ = [
    "Archive",
    "Drilled",
    "QueueDepth",
    "StuckJob",
    "WaitingAgain",
    "find_last_drill",
    "get_archive",
    "list_depths",
    "list_drills",
    "list_stuck",
    "list_waiting_again",
]
STALLED_AFTER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """``due`` could run now, ``later`` waits for its time (also a retry), ``doing`` runs, ``failed`` was given up."""

    name: str
    due: int
    later: int
    doing: int
    failed: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class StuckJob:
    """
    A job that was given up, or whose worker no longer gives a sign of life. ``news`` and ``listener`` say which event was
    to be passed on to whom, where that was the work. ``reason`` is why its last try failed, if that is known.
    """

    id: int
    task: str
    news: str
    listener: str
    queue: str
    state: str
    attempts: int
    reason: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingAgain:
    """Jobs of one kind that failed and wait for their next try, with the reason of the one that failed last."""

    task: str
    count: int
    reason: str
    next_at: datetime | None


_DEPTHS = """
SELECT queue_name,
       count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()),
       count(*) FILTER (WHERE status = 'todo' AND scheduled_at > now()),
       count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed'),
       min(coalesce(scheduled_at, deferred.at)) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now())
  FROM procrastinate_jobs
  LEFT JOIN LATERAL (
       SELECT at FROM procrastinate_events WHERE job_id = procrastinate_jobs.id AND type = 'deferred' LIMIT 1
  ) AS deferred ON status = 'todo'
 WHERE status IN ('todo', 'doing', 'failed')
 GROUP BY queue_name ORDER BY queue_name
"""

_STUCK = """
SELECT job.id, job.task_name, coalesce(job.args->>'event', ''), coalesce(job.args->>'to', ''), job.queue_name,
       CASE WHEN job.status = 'failed' THEN 'failed' ELSE 'stalled' END, job.attempts, coalesce(failure.reason, ''),
       (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id)
  FROM procrastinate_jobs AS job
  LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
  LEFT JOIN operations_failure AS failure ON failure.job_id = job.id
 WHERE job.status = 'failed'
    OR (job.status = 'doing'
        AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %(after)s)))
 ORDER BY job.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""

_WAITING_AGAIN = """
SELECT job.task_name, count(*), coalesce((array_agg(failure.reason ORDER BY failure.at DESC NULLS LAST))[1], ''),
       min(job.scheduled_at)
  FROM procrastinate_jobs AS job
  LEFT JOIN operations_failure AS failure ON failure.job_id = job.id
 WHERE job.status = 'todo' AND job.attempts > 0
 GROUP BY job.task_name ORDER BY job.task_name
"""


def list_depths() -> tuple[QueueDepth, ...]:
    """Every queue that holds something, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_DEPTHS)
        return tuple(QueueDepth(*row) for row in cursor.fetchall())


def list_waiting_again() -> tuple[WaitingAgain, ...]:
    """What failed and will be tried again by itself, one line for each kind of work."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING_AGAIN)
        return tuple(WaitingAgain(*row) for row in cursor.fetchall())


def list_stuck(*, page: Page) -> PageOf[StuckJob]:
    """Jobs that were given up or have stalled, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            _STUCK,
            {"after": STALLED_AFTER_SECONDS, "limit": page.size + 1, "offset": (page.number - 1) * page.size},
        )
        rows = cursor.fetchall()
    return PageOf(tuple(StuckJob(*row) for row in rows[: page.size]), page.number, page.size, len(rows) > page.size)
