"""
Moving the rehearsal's clock, a day at a time, so that what falls due on each day happens on it: jobs planned for later come
forward, what runs by the clock runs, and the next day begins when all of that is done. A job takes each step, so a worker
that dies loses nothing, and the page, the command line and a second window see the same move.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.periodic import PeriodicTask

from digigov.kernel.errors import DomainError
from digigov.kernel.queue import later
from digigov.rehearsal import clock

STEP_CLOCK = "rehearsal.step_clock"
STEP = timedelta(days=1)
FARTHEST = timedelta(days=366)  # in one move
LAST = timedelta(days=5 * 366)  # in all: sealing keys and the calendar have been looked at so far
LONGEST_DAY = 120.0  # seconds of the machine that one day's work may take
PATIENCE = 5.0  # seconds that one job waits for the others, so that a worker told to end can end


class ClockCannotMove(DomainError):
    code = "clock-cannot-move"
    message = _("The clock goes forward, by a year and a day at most in one move, and by five years in all.")


class ClockMovesAlready(DomainError):
    code = "clock-moves-already"
    message = _("The clock is moving already. Wait until it has arrived.")


class WorkDoesNotEnd(DomainError):
    code = "work-does-not-end"
    message = _("The work of this day has not ended within two minutes. Look at what is stuck, then try again.")


@dataclass(frozen=True, slots=True)
class Move:
    """A move under way: where it has come to, where it goes, and whether its last step failed and waits to be tried again."""

    at: datetime
    to: datetime
    is_stuck: bool


def begin(*, to: datetime) -> None:
    """
    Set out for that moment. The worker takes the steps.

    :raises ClockCannotMove: backwards, or too far.
    :raises ClockMovesAlready: if it is on its way somewhere.
    """
    since = clock.now()
    if not since < to <= since + FARTHEST or to - since + clock.moved() > LAST:
        raise ClockCannotMove
    with transaction.atomic():
        _one_at_a_time()
        if find_move():
            raise ClockMovesAlready
        later(STEP_CLOCK, since=since.isoformat(), to=to.isoformat())


def find_move() -> Move | None:
    """The move under way, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'to', status = 'failed' OR attempts > 0 FROM procrastinate_jobs"
            " WHERE task_name = %s AND status IN ('todo', 'doing', 'failed') ORDER BY id DESC LIMIT 1",
            [STEP_CLOCK],
        )
        row = cursor.fetchone()
    return Move(clock.now(), datetime.fromisoformat(row[0]), row[1]) if row else None


def take_step(*, job_id: int | None, since: datetime, to: datetime, waited: float) -> None:
    """
    Once all other work is done, move by a day at most, and ask for the step after it. Harmless when run twice.

    :raises WorkDoesNotEnd: if the other work takes too long.
    """
    begun = time.monotonic()
    while others := count_other_work(job_id):
        if time.monotonic() - begun > PATIENCE:
            break
        time.sleep(0.1)
    waited += time.monotonic() - begun
    if others and waited > LONGEST_DAY:
        raise WorkDoesNotEnd
    if others:
        _ask_for_next(since, to, waited)
    elif since < to:
        there = step(since=since, to=to)
        _ask_for_next(there, to, 0.0)


def step(*, since: datetime, to: datetime) -> datetime:
    """Move by a day at most and start what falls due on the way. Returns where the clock then is; for tests without a worker too."""
    there = min(since + STEP, to)
    with suppress(clock.ClockGoesForward):  # when this step is taken a second time
        clock.move(to=there)
    with transaction.atomic():
        _bring_forward(there - since)
        for task in due_between(since, there):
            _start(task, there)
    return there


def due_between(since: datetime, there: datetime) -> Iterator[PeriodicTask[Any, Any, Any]]:
    """What runs by the clock and has a turn in that time; each once."""
    for known in app.periodic_registry.periodic_tasks.values():
        # a copy: the worker's own counts on where its iterator stands
        own: PeriodicTask[Any, Any, Any] = PeriodicTask(
            known.task, known.cron, known.periodic_id, known.configure_kwargs
        )
        if own.croniter.get_next(ret_type=float, start_time=since.timestamp()) <= there.timestamp():
            yield own


def count_other_work(job_id: int | None) -> int:
    """Jobs that run or could run now, but for this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE id <> %s AND task_name <> %s"
            " AND (status = 'doing' OR status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()))",
            [job_id or 0, STEP_CLOCK],
        )
        (count,) = cursor.fetchone()
    return int(count)


def _bring_forward(by: timedelta) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - %s::interval WHERE status = 'todo' AND scheduled_at > now()",
            [f"{by.total_seconds()} seconds"],
        )


def _start(task: PeriodicTask[Any, Any, Any], at: datetime) -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():
        later(task.task.name, timestamp=int(at.timestamp()))


def _ask_for_next(since: datetime, to: datetime, waited: float) -> None:
    """Also after the last step: the move is over when its last day's work is done."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        later(STEP_CLOCK, since=since.isoformat(), to=to.isoformat(), waited=waited)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [STEP_CLOCK])
