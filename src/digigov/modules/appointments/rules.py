"""Which times an office can offer. Pure: hours and what is taken in, free times out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Taken:
    """A time that is given, and in which lane."""

    starts_at: datetime
    ends_at: datetime
    lane: int


def slots_of_day(hours: Iterable[Mapping[str, Any]], day: date, minutes: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every start between opening and closing from which the whole time fits, in order."""
    found: set[datetime] = set()
    for each in hours:
        if DAYS[day.weekday()] not in each["days"]:
            continue
        start = datetime.combine(day, time.fromisoformat(each["opens"]), zone)
        closes = datetime.combine(day, time.fromisoformat(each["closes"]), zone)
        while start + timedelta(minutes=minutes) <= closes:
            found.add(start)
            start += timedelta(minutes=minutes)
    return tuple(sorted(found))


def free_lane(starts_at: datetime, ends_at: datetime, lanes: int, taken: Iterable[Taken]) -> int | None:
    """The first lane in which nothing overlaps; None when all are taken."""
    busy = {each.lane for each in taken if each.starts_at < ends_at and starts_at < each.ends_at}
    return next((lane for lane in range(1, lanes + 1) if lane not in busy), None)
