"""How much time is left, in working days, for the clocks of the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from digigov.kernel.clock import local_date
from digigov.modules.organizations import queries as organizations


@dataclass(frozen=True, slots=True)
class Clock:
    """``days``: working days left; below zero it is late. ``kind`` is that of the tag."""

    due_at: datetime
    days: int
    kind: str


def clocks(due: Iterable[datetime | None], *, at: datetime) -> list[Clock | None]:
    """One for each moment, in order; the calendar is read once."""
    calendar, today = organizations.working_days(), local_date(at)
    found: list[Clock | None] = []
    for each in due:
        if each is None:
            found.append(None)
            continue
        days = calendar.between(today, local_date(each))
        if each < at:
            days = min(days, -1)
        found.append(Clock(each, days, "late" if days < 0 else "yours" if days <= 1 else "waiting"))
    return found
