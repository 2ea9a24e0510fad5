"""What has come, by day and half hour: the days that count, and those that were left out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

HALF_HOUR = 30


class Counted(Protocol):
    """An interval of the history, as the port gives it."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def offered(self) -> int: ...
    @property
    def handled(self) -> int: ...
    @property
    def handled_seconds(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Hours:
    """When the centre is open, in minutes of the day."""

    opens: int = 7 * 60
    closes: int = 19 * 60

    @property
    def slots(self) -> int:
        return (self.closes - self.opens) // HALF_HOUR

    def slot_of(self, minute: int) -> int | None:
        found = (minute - self.opens) // HALF_HOUR
        return found if 0 <= found < self.slots else None

    def minute_of(self, slot: int) -> int:
        return self.opens + slot * HALF_HOUR


@dataclass(frozen=True, slots=True)
class Day:
    """One day that was open: how many came in each half hour, and how long those took who were helped."""

    on: date
    offered: tuple[float, ...]
    handled: int
    handled_seconds: float

    @property
    def total(self) -> float:
        return sum(self.offered)


def days_of(intervals: Iterable[Counted], *, hours: Hours, zone: ZoneInfo) -> list[Day]:
    """The days in order. Shorter intervals are added up to half hours; what came while closed is left out."""
    offered: Mapping[date, list[float]] = defaultdict(lambda: [0.0] * hours.slots)
    handled: dict[date, int] = defaultdict(int)
    seconds: dict[date, float] = defaultdict(float)
    for each in intervals:
        here = each.starts_at.astimezone(zone)
        slot = hours.slot_of(here.hour * 60 + here.minute)
        if slot is not None:
            on = here.date()
            offered[on][slot] += each.offered
            handled[on] += each.handled
            seconds[on] += each.handled_seconds
    return [Day(on, tuple(offered[on]), handled[on], seconds[on]) for on in sorted(offered)]
