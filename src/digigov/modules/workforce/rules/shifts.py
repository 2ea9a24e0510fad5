"""Shifts, breaks and rest: what one person may work. Minutes of the day; days of the week from 0, Monday."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from digigov.modules.workforce.rules.history import Hours

QUARTER = 15
DAY = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Break:
    begins: int
    ends: int
    kind: str = "rest"  # rest · meal


@dataclass(frozen=True, slots=True)
class Worked:
    """One person's shift on one day of the week; -1 is the Sunday before."""

    person: str
    day: int
    begins: int
    ends: int
    breaks: tuple[Break, ...] = ()

    @property
    def paid(self) -> int:
        """Minutes that count against the hours of the week: without the meal."""
        return self.ends - self.begins - sum(each.ends - each.begins for each in self.breaks if each.kind == "meal")


@dataclass(frozen=True, slots=True)
class Terms:
    """How people work. No source says it for this contact centre: every value is assumed, and shown as such."""

    shift_minutes: int = 8 * 60 + 30  # with a meal that is not paid
    breaks: tuple[tuple[int, int, str], ...] = ((120, 15, "rest"), (240, 30, "meal"), (375, 15, "rest"))
    rest_between: int = 11 * 60
    most_days: int = 5
    weekly_minutes: int = 40 * 60
    longest_stretch: int = 3 * 60  # without a break
    last_stretch: int = 60  # after the last break of a short shift
    start_every: int = 30

    def starts(self, hours: Hours) -> tuple[int, ...]:
        last = max(hours.opens, hours.closes - self.shift_minutes)
        return tuple(range(hours.opens, last + 1, self.start_every))

    def shift(self, person: str, day: int, begins: int, ends: int | None = None) -> Worked:
        """With the usual breaks; a short one with those that fall well inside it."""
        ends = begins + self.shift_minutes if ends is None else ends
        breaks = tuple(
            Break(begins + after, begins + after + lasts, kind)
            for after, lasts, kind in self.breaks
            if begins + after + lasts <= ends - self.last_stretch
        )
        return Worked(person, day, begins, ends, breaks)

    def breaks_are_well(self, shift: Worked) -> bool:
        """Each inside the shift, one after the other, and no stretch of work too long."""
        at = shift.begins
        for each in sorted(shift.breaks):
            if not (at < each.begins < each.ends < shift.ends) or each.begins - at > self.longest_stretch:
                return False
            at = each.ends
        return shift.ends - at <= self.longest_stretch


@dataclass(frozen=True, slots=True)
class Wish:
    """Rather not on that day, rather late, rather early."""

    day: int
    kind: str  # off · early · late


@dataclass(frozen=True, slots=True)
class Person:
    """Who can be planned. ``absent``: days of leave. ``before``: the shifts of the week before that still count for rest."""

    id: str
    languages: frozenset[str] = frozenset()
    weekly_minutes: int | None = None
    absent: frozenset[int] = frozenset()
    wishes: frozenset[Wish] = field(default_factory=frozenset)
    before: tuple[Worked, ...] = ()

    def regrets(self, shift: Worked) -> float:
        """How much the shift goes against what they wished for: 1 for a whole day, less for the wrong end of it."""
        wished = next((each for each in self.wishes if each.day == shift.day), None)
        if wished is None:
            return 0.0
        middle = (shift.begins + shift.ends) / 2
        off = {"off": 1.0, "early": (middle - 11 * 60) / 240, "late": (15 * 60 - middle) / 240}[wished.kind]
        return max(0.0, min(1.0, off))


def faults_between(person: Person, shifts: Sequence[Worked], terms: Terms) -> tuple[str, ...]:
    """What of the rules a person's week breaks: codes, each once."""
    ordered = sorted([*person.before, *shifts], key=lambda each: (each.day, each.begins))
    own = [each for each in ordered if each.day >= 0]
    found = set()
    if any(each.day in person.absent for each in own):
        found.add("on-leave")
    if sum(each.paid for each in own) > (person.weekly_minutes or terms.weekly_minutes):
        found.add("too-many-hours")
    if len({each.day for each in own}) > terms.most_days:
        found.add("too-many-days")
    for one, other in zip(ordered, ordered[1:], strict=False):
        rest = (other.day - one.day) * DAY + other.begins - one.ends
        if rest < 0:
            found.add("two-at-once")
        elif rest < terms.rest_between:
            found.add("too-little-rest")
    return tuple(sorted(found))


def faults_of(shift: Worked, hours: Hours, terms: Terms) -> tuple[str, ...]:
    """What is wrong with one shift by itself."""
    found = []
    if not hours.opens <= shift.begins < shift.ends <= hours.closes or shift.ends - shift.begins > terms.shift_minutes:
        found.append("outside-hours")
    if not terms.breaks_are_well(shift):
        found.append("breaks-not-well")
    return tuple(found)
