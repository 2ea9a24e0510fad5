"""
What a moment in an image is: that of a beat of the walk, or what the country's rules made of one. A case that is copied has beats
of its own, and every moment follows from them by the same rules: a deadline across a holiday is what the command would have said.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from digigov.rehearsal.island.almanac import Almanac

MOST_DAYS, MOST_MINUTES, MOST_REMINDED = 130, 480, 15


@dataclass(frozen=True, slots=True)
class Course:
    """When the beats of one case are, and the times that were kept for it at offices."""

    beats: Sequence[datetime]
    slots: Sequence[datetime] = ()


class Moment(NamedTuple):
    """``kind``: a beat itself (``at``), so many working days after it (``due``), the reminder before that, a time at an office …"""

    kind: str
    beat: int
    days: int = 0
    ahead: int = 0
    is_day: bool = False


class Unexplained(AssertionError):
    """A moment that no rule makes: the image cannot be copied to other days."""


def value_of(moment: Moment, course: Course, almanac: Almanac) -> datetime:
    """The moment, or the noon of the day, as it is in a course."""
    kind, beat, days, ahead, _is_day = moment
    if kind == "slot":
        return course.slots[beat] + timedelta(minutes=days)
    at = course.beats[beat]
    if kind == "at":
        return at
    if kind == "due":
        return almanac.due(at, days)
    if kind == "reminder":
        due = almanac.due(at, days)
        return due - timedelta(days=(almanac.day(due) - almanac.before(almanac.day(due), ahead)).days)
    if kind == "plus":
        return at + timedelta(days=days)
    if kind == "appeal":
        return _noon(almanac.days.add(almanac.day(at), days) if ahead else almanac.day(at) + timedelta(days=days))
    return _noon(_day_after(kind, almanac.day(at), days, ahead))


def _day_after(kind: str, day: date, days: int, ahead: int) -> date:
    if kind == "years":
        return _years_later(day, days) - timedelta(days=1)
    if kind == "ends":  # of each year, on the days that a pack names as MMDD
        ends = sorted(date(day.year + year, each // 100, each % 100) for each in (days, ahead) for year in (0, 1))
        return next(each for each in ends if each >= day)
    return day + timedelta(days=days)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, month=3, day=1)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)


@dataclass
class Explainer:
    """Finds what the moments of an image are, row by row, and remembers the days for what is written in words."""

    course: Course
    almanac: Almanac
    days: dict[date, set[Moment]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._beats = {at: number for number, at in enumerate(self.course.beats)}
        for number, at in enumerate(self.course.beats):
            self.days.setdefault(self.almanac.day(at), set()).add(Moment("at", number, is_day=True))

    def beat(self, at: datetime) -> int | None:
        return self._beats.get(at)

    def explain(self, value: datetime, bases: Sequence[datetime], beside: Collection[datetime] = ()) -> Moment:
        """
        ``beside``: the moments of the same row; minutes after an appointment are counted only where it begins there.

        :raises Unexplained: if neither a beat nor anything that follows from one of the row's own moments.
        """
        found = self._beats.get(value)
        if found is not None:
            return Moment("at", found)
        for slot, starts_at in enumerate(self.course.slots):
            minutes = (value - starts_at) / timedelta(minutes=1)
            if minutes == 0 or (starts_at in beside and minutes in range(MOST_MINUTES)):
                return self._known(Moment("slot", slot, int(minutes)))
        for base in bases:
            for moment in self._following(self._beats[base]):
                if value_of(moment, self.course, self.almanac) == value:
                    return self._known(moment)
        for number, at in enumerate(self.course.beats):  # so many days after another row's beat
            days, rest = divmod(value - at, timedelta(days=1))
            if days > 0 and not rest:
                return self._known(Moment("plus", number, days))
        raise Unexplained(f"{value} after {list(map(str, bases))}")

    def explain_day(self, value: date, bases: Sequence[datetime], ends: Sequence[int]) -> Moment:
        """A day that stands by itself: of a beat, or until when a paper is valid; ``ends`` are days of a year, as MMDD."""
        for number in (self._beats[base] for base in bases):
            candidates = [Moment("at", number, is_day=True)]
            if ends:
                candidates.append(Moment("ends", number, ends[0], ends[-1], is_day=True))
            else:
                candidates += [Moment("years", number, years, is_day=True) for years in range(1, 21)]
                candidates += [Moment("plus", number, days, is_day=True) for days in range(1, 400)]
            for moment in candidates:
                if self.almanac.day(value_of(moment, self.course, self.almanac)) == value:
                    return self._known(moment)
        raise Unexplained(f"{value} after {list(map(str, bases))}")

    def appeal(self, made_at: datetime, days: int, *, working: int) -> None:
        """A letter of that beat says until when one may appeal, and says it in words alone."""
        self._known(Moment("appeal", self._beats[made_at], days, working, is_day=True))

    def _known(self, moment: Moment) -> Moment:
        at = value_of(moment, self.course, self.almanac)
        self.days.setdefault(self.almanac.day(at), set()).add(moment._replace(is_day=True))
        return moment

    def _following(self, beat: int) -> Iterator[Moment]:
        for days in range(MOST_DAYS):
            yield Moment("due", beat, days)
        for days in range(MOST_DAYS):
            for ahead in range(1, min(days, MOST_REMINDED) + 1):
                yield Moment("reminder", beat, days, ahead)
        for days in range(1, 400):
            yield Moment("plus", beat, days)
