"""What the job queue looks like: depths, jobs that will be tried again, and jobs that are stuck."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F

from digigov.kernel.paging import Page, PageOf
from digigov.modules.operations.models import Incident, Look, Minute, Served
from digigov.modules.operations.recovery import (
    Archive,
    BackedUp,
    Drilled,
    find_last_drill,
    get_archive,
    list_backups,
    list_drills,
)
from digigov.modules.operations.rules import EDGES, reason_of
from digigov.modules.operations.traffic import Row, Stretch, stretch_of

__all__ = [
    "EDGES",
    "TRAIL",
    "Archive",
    "BackedUp",
    "Database",
    "Drilled",
    "Kind",
    "Looked",
    "QueueDepth",
    "Stretch",
    "StuckJob",
    "Told",
    "WaitingAgain",
    "count_living_workers",
    "find_last_drill",
    "find_look",
    "get_archive",
    "list_backups",
    "list_depths",
    "list_drills",
    "list_incidents",
    "list_kinds",
    "list_missing_migrations",
    "list_stretches",
    "list_stuck",
    "list_waiting_again",
    "measure_database",
    "reason_of",
    "recent_traffic",
]
STALLED_AFTER_SECONDS = 60
TRAIL = "audit-trail"  # the look whether it is whole


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


@dataclass(frozen=True, slots=True)
class Told:
    """What the public was told; ``said`` by language."""

    id: UUID
    said: dict[str, str]
    began_at: datetime
    changed_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kind:
    """Requests of one kind since the beginning, for monitoring; ``slots`` by ``rules.EDGES``."""

    route: str
    method: str
    status: int
    requests: int
    seconds: float
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a job found when it last looked, by the machine's clock."""

    at: datetime
    is_well: bool
    said: str


@dataclass(frozen=True, slots=True)
class Database:
    """How large it is, and how many of its connections are taken."""

    bytes: int
    connections: int
    most_connections: int


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


def count_living_workers() -> int:
    """Workers that gave a sign of life within the last minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'")
        (count,) = cursor.fetchone()
    return int(count)


def list_missing_migrations() -> tuple[str, ...]:
    """What this release would do to the tables and has not done yet."""
    executor = MigrationExecutor(connection)
    return tuple(str(each) for each, _is_back in executor.migration_plan(executor.loader.graph.leaf_nodes()))


def measure_database() -> Database:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), (SELECT sum(numbackends) FROM pg_stat_database),"
            " current_setting('max_connections')::int"
        )
        return Database(*cursor.fetchone())


def list_stretches(*, until: datetime, hours: int, minutes: int) -> tuple[Stretch, ...]:
    """The last hours in stretches of so many minutes, oldest first; ``until`` by the machine's clock. The last one is not over."""
    step = minutes * 60
    last = int(until.timestamp()) // step
    first = last - hours * 3600 // step + 1
    rows: dict[int, list[Row]] = defaultdict(list)
    since = datetime.fromtimestamp(first * step, UTC)
    kept = Minute.objects.filter(at__gte=since)
    for at, requests, errors, away, slots in kept.values_list("at", "requests", "errors", "turned_away", "slots"):
        rows[int(at.timestamp()) // step].append((requests, errors, away, slots))
    return tuple(
        stretch_of(at=datetime.fromtimestamp(number * step, UTC), minutes=minutes, rows=rows[number])
        for number in range(first, last + 1)
    )


def recent_traffic(*, until: datetime, minutes: int = 5) -> Stretch:
    """The last minutes, all together."""
    since = until - timedelta(minutes=minutes)
    rows = Minute.objects.filter(at__gt=since).values_list("requests", "errors", "turned_away", "slots")
    return stretch_of(at=since, minutes=minutes, rows=rows)


def list_kinds() -> tuple[Kind, ...]:
    """Every kind of request ever served: as many as there are routes and answers, so not paged."""
    rows = Served.objects.order_by("route", "method", "status")
    return tuple(Kind(r.route, r.method, r.status, r.requests, r.seconds, tuple(r.slots)) for r in rows[:5000])


def list_incidents(*, page: Page) -> PageOf[Told]:
    """What the public was told: first what goes on, then what ended last."""
    rows = Incident.objects.order_by(F("ended_at").desc(nulls_first=True), "-began_at", "id")
    return page.of(rows, lambda i: Told(i.id, i.said, i.began_at, i.changed_at, i.ended_at))


def find_look(name: str) -> Looked | None:
    """What a job found when it last looked."""
    look = Look.objects.filter(name=name).first()
    return Looked(look.at, look.is_well, look.said) if look else None
