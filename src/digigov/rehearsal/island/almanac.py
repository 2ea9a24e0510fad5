"""The country's calendar, quick to ask: what a deadline is, which moment is within office hours. Nothing is decided here."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(8), time(16, 15)
DAY = timedelta(days=1)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Almanac:
    """``days`` is the calendar in force (``organizations.queries.working_days``); ``shut`` are days on which a storm kept offices closed."""

    def __init__(self, days: Any, zone: ZoneInfo, shut: frozenset[date] = frozenset()) -> None:
        self.days, self.zone, self.shut = days, zone, shut
        self.deadline = cache(self._deadline)
        self.before = cache(self._before)
        self.offset = cache(self._offset)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def day(self, at: datetime) -> date:
        return (at + self.offset(at.date())).date()

    def due(self, at: datetime, days: int) -> datetime:
        """The end of the office day, so many working days later, as commands compute it."""
        if days == 0:
            return self.days.deadline_after(at, 0, zone=self.zone).astimezone(UTC)  # type: ignore[no-any-return]
        return self.deadline(self.day(at), days)

    def is_open(self, day: date) -> bool:
        return self.days.is_open(day) and day not in self.shut

    def weekdays(self, hours: Iterable[Mapping[str, Any]], starts_at: datetime, ends_at: datetime) -> tuple[int, ...]:
        """On which an office with these hours is open from one time of day to the other; Monday is 0."""
        begins, ends = (f"{self.local(at):%H:%M}" for at in (starts_at, ends_at))
        names = {name for each in hours if each["opens"] <= begins and ends <= each["closes"] for name in each["days"]}
        return tuple(number for number, name in enumerate(WEEK) if name in names)

    def at_work(self, at: datetime) -> datetime:
        """That moment if offices work then, or as long after their next opening as it lies after midnight in minutes."""
        here = self.local(at)
        if self.is_open(here.date()) and OPENS <= here.time() < CLOSES:
            return at
        day = here.date() if here.time() < OPENS else here.date() + DAY
        while not self.is_open(day):
            day += DAY
        opens = datetime.combine(day, OPENS, self.zone)
        return (opens + timedelta(minutes=here.minute, seconds=here.second, microseconds=here.microsecond)).astimezone(
            UTC
        )

    def _deadline(self, day: date, days: int) -> datetime:
        noon = datetime.combine(day, time(12), self.zone)
        return self.days.deadline_after(noon, days, zone=self.zone).astimezone(UTC)  # type: ignore[no-any-return]

    def _before(self, day: date, days: int) -> date:
        return self.days.subtract(day, days)  # type: ignore[no-any-return]

    def _offset(self, day: date) -> timedelta:
        """Of the country's clocks from UTC at the beginning of that day; exact where they are never put forward."""
        return datetime.combine(day, time(), UTC).astimezone(self.zone).utcoffset() or timedelta()
