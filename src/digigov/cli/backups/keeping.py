"""Which backups there are, by their names, and which may go. Pure but for the names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from digigov.cli.backups.sealing import ENDING

STAMP = "%Y%m%dT%H%M%SZ"
NAME = f"digigov-{STAMP}.tar"


@dataclass(frozen=True, slots=True)
class Backup:
    name: str
    made_at: datetime

    @property
    def is_sealed(self) -> bool:
        return self.name.endswith(ENDING)


@dataclass(frozen=True, slots=True)
class Rule:
    """The newest ``least`` stay whatever their age; of the others those younger than ``days``. No days: all stay."""

    least: int
    days: int


def name_of(at: datetime, *, is_sealed: bool) -> str:
    return at.astimezone(UTC).strftime(NAME) + (ENDING if is_sealed else "")


def backups_in(names: Iterable[str]) -> list[Backup]:
    """Those whose name is one of ours, oldest first; whatever else lies there is none of our business."""
    found = []
    for name in names:
        try:
            found.append(Backup(name, datetime.strptime(name.removesuffix(ENDING), NAME).replace(tzinfo=UTC)))
        except ValueError:
            continue
    return sorted(found, key=lambda each: each.made_at)


def may_go(backups: Sequence[Backup], *, at: datetime, rule: Rule) -> list[Backup]:
    """What may be removed now. :param backups: oldest first."""
    if not rule.days:
        return []
    spare = backups[: max(0, len(backups) - max(1, rule.least))]
    return [each for each in spare if at - each.made_at > timedelta(days=rule.days)]
