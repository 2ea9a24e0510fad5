"""The calendar: which days government works. Pure: a definition and dates in, dates out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from digigov.modules.organizations.definitions import Calendar, MovingHoliday

OFFICE_CLOSES = time(16, 30)
DAY = timedelta(days=1)


class CalendarRunsOut(ValueError):
    """So many days ahead that something must be wrong."""


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar: the Sunday after the ecclesiastical full moon on or after 21 March."""
    golden, century = year % 19, year // 100
    moon_correction = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    epact = moon_correction - (moon_correction // 28) * (
        1 - (moon_correction // 28) * (29 // (moon_correction + 1)) * ((21 - golden) // 11)
    )
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    from_march = epact - weekday
    month = 3 + (from_march + 40) // 44
    return date(year, month, from_march + 28 - 31 * (month // 4))


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth such weekday (0 is Monday) of a month; None if the month has fewer."""
    first = date(year, month, 1)
    found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return found if found.month == month else None


@dataclass(frozen=True)
class WorkingDays:
    """The country's working days, from its calendar."""

    calendar: Calendar
    _years: dict[int, dict[date, str]] = field(default_factory=dict, repr=False, compare=False)

    def is_open(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self._proclaimed:
            return self._proclaimed[day]
        return day.weekday() not in self.calendar.weekend and day not in self.holidays(day.year)

    def holidays(self, year: int) -> dict[date, str]:
        """Public holidays of a year, and the days given for those that fall on a Sunday."""
        if year not in self._years:
            self._years[year] = _holidays(self.calendar, year)
        return self._years[year]

    def add(self, day: date, n: int) -> date:
        """The nth working day after the day; for 0 the day itself, or the next working day if it is none."""
        if n == 0:
            return day if self.is_open(day) else self.add(day, 1)
        for left, found in enumerate(self._after(day), start=1):
            if left == n:
                return found
        raise CalendarRunsOut

    def subtract(self, day: date, n: int) -> date:
        """The nth working day before the day."""
        found = day
        for _each in range(n):
            found -= DAY
            while not self.is_open(found):
                found -= DAY
        return found

    def between(self, start: date, end: date) -> int:
        """How many working days come after ``start``, up to and with ``end``; negative when ``end`` is earlier."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_open(start + DAY * n) for n in range(1, (end - start).days + 1))

    def deadline_after(self, at: datetime, working_days: int, *, zone: ZoneInfo) -> datetime:
        """The end of the office day, so many working days after the local day of ``at``."""
        here = at.astimezone(zone)
        day = self.add(here.date(), working_days)
        if working_days == 0 and day == here.date() and here.time() > OFFICE_CLOSES:
            day = self.add(day, 1)
        return datetime.combine(day, OFFICE_CLOSES, zone)

    @cached_property
    def _proclaimed(self) -> dict[date, bool]:
        """Days opened or closed by proclamation."""
        return {date.fromisoformat(each.on): not each.closed for each in self.calendar.extra}

    def _after(self, day: date) -> Iterator[date]:
        for _each in range(3660):
            day += DAY
            if self.is_open(day):
                yield day


def _holidays(calendar: Calendar, year: int) -> dict[date, str]:
    named = {date(year, each.month, each.day): each.name for each in calendar.fixed}
    for moving in calendar.moving:
        on = _day_of(moving, year)
        if on is not None:
            named[on] = moving.name
    if calendar.sunday_moves_to_monday:
        for on in sorted(on for on in named if on.weekday() == 6):
            given = on + DAY
            while given in named:
                given += DAY
            named[given] = f"{named[on]} (given day)"
    return dict(sorted(named.items()))


def _day_of(moving: MovingHoliday, year: int) -> date | None:
    if moving.easter_plus is not None:
        return easter_sunday(year) + timedelta(days=moving.easter_plus)
    if moving.month is None or moving.weekday is None or moving.nth is None:
        return None
    return nth_weekday(year, moving.month, moving.weekday, moving.nth)
