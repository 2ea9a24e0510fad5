"""What stands on the disk of the data folder, and what of it may go: for the line that says that it fills."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

LEFTOVERS = (".dump-*", ".drill-*")  # folders of a backup or a drill, which takes them away itself unless it is killed
LONGEST_RUN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Disk:
    """``backups`` are those that lie on this machine, ``left`` the folders of runs that were killed."""

    free: int
    total: int
    backups: int
    backups_bytes: int
    left: tuple[str, ...]


def look_at_disk(*, machine: datetime) -> Disk:
    """A backup store elsewhere takes nothing here."""
    usage = shutil.disk_usage(settings.VAR)
    sizes = [] if "://" in str(settings.DIGIGOV_BACKUPS) else list(_sizes(Path(settings.DIGIGOV_BACKUPS)))
    found = (path for pattern in LEFTOVERS for path in Path(settings.VAR).glob(pattern))
    left = (str(path) for path in found if machine - _changed(path) > LONGEST_RUN)
    return Disk(usage.free, usage.total, len(sizes), sum(sizes), tuple(sorted(left)))


def _sizes(folder: Path) -> Iterable[int]:
    try:
        return [path.stat().st_size for path in folder.glob("digigov-*")]
    except OSError:  # one that was just removed, or a folder that is not ours to read
        return []


def _changed(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.now(UTC)
