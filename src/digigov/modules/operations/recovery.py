"""What is known of backups that were tried, and of the log that PostgreSQL hands over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from digigov.kernel.paging import Page, PageOf
from digigov.modules.operations.models import Backup, Drill

LONGEST_BEHIND = 64  # pieces of 16 MB that may wait
LONGEST_SILENCE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Drilled:
    """``made_at`` is the moment that was restored, ``said`` what was wrong; a backup that could not be read has neither rows nor moment."""

    at: datetime
    backup: str
    made_at: datetime | None
    seconds: int
    is_well: bool
    said: str


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was written whole, and how long that took."""

    name: str
    place: str
    made_at: datetime
    bytes: int
    seconds: int
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Archive:
    """How PostgreSQL fares with handing its log over: ``behind`` is how many pieces wait, ``failed_at`` the last refusal."""

    is_on: bool
    last_at: datetime | None
    failed_at: datetime | None
    behind: int
    is_silent: bool

    @property
    def is_failing(self) -> bool:
        return self.failed_at is not None and (self.last_at is None or self.failed_at > self.last_at)

    @property
    def is_well(self) -> bool:
        return self.is_on and not self.is_failing and not self.is_silent and self.behind <= LONGEST_BEHIND


_ARCHIVE = """
SELECT current_setting('archive_mode') <> 'off', last_archived_time, last_failed_time, last_archived_wal,
       pg_walfile_name(pg_current_wal_lsn()), pg_size_bytes(current_setting('wal_segment_size')), stats_reset, clock_timestamp()
  FROM pg_stat_archiver
"""


def get_archive() -> Archive:
    """By the database's clock, which a rehearsal cannot move."""
    with connection.cursor() as cursor:
        cursor.execute(_ARCHIVE)
        is_on, last_at, failed_at, last, now, size, since, at = cursor.fetchone()
    behind = max(0, _number(now, size) - _number(last, size) - 1) if last else 0
    heard_at = max(each for each in (last_at, since) if each) if last_at or since else None
    is_silent = bool(is_on and behind and heard_at and at - heard_at > LONGEST_SILENCE)
    return Archive(is_on, last_at, failed_at, behind, is_silent)


def find_last_drill() -> Drilled | None:
    last = Drill.objects.order_by("-at", "-id").first()
    return _drilled(last) if last else None


def list_drills(*, page: Page) -> PageOf[Drilled]:
    """Newest first."""
    return page.of(Drill.objects.order_by("-at", "-id"), _drilled)


def list_backups(*, page: Page) -> PageOf[BackedUp]:
    """Those that were written, newest first."""
    rows = Backup.objects.order_by("-made_at", "-id")
    return page.of(rows, lambda b: BackedUp(b.name, b.place, b.made_at, b.bytes, b.seconds, b.is_sealed))


def _drilled(row: Drill) -> Drilled:
    return Drilled(row.at, row.backup, row.made_at, row.seconds, row.is_well, row.said)


def _number(piece: str, size: int) -> int:
    """The how many-th piece of the log this is, from its name; notes and histories count as the piece that they are about."""
    return int(piece[8:16], 16) * (0x1_0000_0000 // size) + int(piece[16:24], 16) if len(piece) >= 24 else 0
