"""
The rehearsal's clock: the machine's, and as far ahead as the file ``clock`` in the rehearsal's folder says. Every process of a
rehearsal asks here, with Django or without, and sees a move at once. It only ever goes forward; a new folder starts at the
machine's time.

``DIGIGOV_CLOCK_SKEW`` (seconds, also below nought) lets one process go wrong beside the others. ``standing_at`` holds the clock
still for what one thread does. No production setting names this module, and production refuses to start with either.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path

SKEW = "DIGIGOV_CLOCK_SKEW"
_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)
_known: tuple[tuple[str, int, int], timedelta] = (("", 0, 0), timedelta(0))


class ClockGoesForward(ValueError):
    """What has happened has happened: only a new rehearsal begins earlier."""


def now() -> datetime:
    """This moment of the rehearsal, aware, in UTC."""
    return _standing.get() or datetime.now(UTC) + ahead()


def ahead() -> timedelta:
    """How far before the machine's clock this process is, or the thread that stands at a moment."""
    standing = _standing.get()
    if standing:
        return standing - datetime.now(UTC)
    return moved() + timedelta(seconds=float(os.environ.get(SKEW) or 0))


def time() -> float:
    """The same, in seconds of Unix time."""
    return now().timestamp()


def moved() -> timedelta:
    """How far it was moved. One look at the file's data, which costs a microsecond, so that no process is late."""
    global _known
    path = _file()
    try:
        found = os.stat(path) if path else None  # noqa: PTH116 - asked many times a request
    except FileNotFoundError:
        found = None
    if path is None or found is None:
        return timedelta(0)
    key = (path, found.st_ino, found.st_mtime_ns)
    if _known[0] != key:
        _known = (key, timedelta(seconds=json.loads(Path(path).read_text())["ahead_seconds"]))
    return _known[1]


def move(*, to: datetime) -> None:
    """
    Let it be that moment from now on, for every process of this rehearsal.

    :raises ClockGoesForward: if it is later already.
    """
    path = Path(_file() or "clock")
    with path.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ahead = to - datetime.now(UTC)
        if ahead < moved():
            raise ClockGoesForward
        new = path.with_suffix(".new")
        with new.open("w") as file:
            json.dump({"ahead_seconds": ahead.total_seconds()}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)


@contextmanager
def standing_at(at: datetime) -> Iterator[None]:
    """For what this thread does meanwhile, the clock stands still at that moment, past or future. For walks made in-process."""
    before = _standing.set(at)
    try:
        yield
    finally:
        _standing.reset(before)


def _file() -> str | None:
    folder = os.environ.get("DIGIGOV_VAR")
    return f"{folder}/clock" if folder else None
