"""
Who works when in a week: a plan that meets the need where ten people can, and says where they cannot.

First each day gets people greedily, then single changes (another start, another day, another's place, other breaks) are kept when the week gets
better by them: a hill climb with a little heat, on a seed, so that the same question has the same answer. Ten people and seven days are few
enough for that; a solver would be a dependency for nothing.
"""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digigov.modules.workforce.rules.history import HALF_HOUR, Hours
from digigov.modules.workforce.rules.shifts import QUARTER, Break, Person, Terms, Worked, faults_between

SHORT, TONGUE, WISH, OVER = 100.0, 400.0, 6.0, 1.0
ROUNDS = 6_000


@dataclass(frozen=True, slots=True)
class Question:
    """A week to plan: of each of seven days the agents needed in each half hour, and who is there."""

    needs: tuple[tuple[int, ...], ...]
    people: tuple[Person, ...]
    hours: Hours = field(default_factory=Hours)
    terms: Terms = field(default_factory=Terms)
    languages: Mapping[str, int] = field(default_factory=dict)  # so many who speak it, at every moment


@dataclass(frozen=True, slots=True)
class Gap:
    """On a day, between two minutes, so many are missing; ``language`` when it is speakers of one."""

    day: int
    begins: int
    ends: int
    missing: int
    language: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    shifts: tuple[Worked, ...]
    gaps: tuple[Gap, ...]


class _Week:
    """A draft of the week while it is being made: of each day, who begins when."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.people = {person.id: person for person in question.people}
        self.quarters = (question.hours.closes - question.hours.opens) // QUARTER
        self.days: list[dict[str, Worked]] = [{} for _day in question.needs]
        self.costs = [self._cost(day) for day in range(len(self.days))]

    def cost(self) -> float:
        return sum(self.costs)

    def set(self, day: int, shifts: dict[str, Worked]) -> None:
        self.days[day] = shifts
        self.costs[day] = self._cost(day)

    def of(self, person: str) -> list[Worked]:
        return [shifts[person] for shifts in self.days if person in shifts]

    def may_work(self, person: Person, shift: Worked) -> bool:
        rest = [each for each in self.of(person.id) if each.day != shift.day]
        return not faults_between(person, [*rest, shift], self.question.terms)

    def _cost(self, day: int) -> float:
        question, shifts = self.question, self.days[day].values()
        there = _there(shifts, question.hours.opens, self.quarters)
        need = question.needs[day]
        cost = 0.0
        for quarter, count in enumerate(there):
            missing = need[quarter // 2] - count
            cost += SHORT * missing * missing if missing > 0 else -OVER * missing
        for language, least in question.languages.items():
            speakers = _there(
                [each for each in shifts if language in self.people[each.person].languages],
                question.hours.opens, self.quarters,
            )  # fmt: skip
            cost += sum(TONGUE * (least - count) for count in speakers if count < least)
        return cost + sum(WISH * self.people[each.person].regrets(each) for each in shifts)


def plan(question: Question, *, seed: int = 1, rounds: int = ROUNDS) -> Roster:
    """The best week found, with its gaps."""
    chance = random.Random(seed)  # noqa: S311 - a search, no secret
    week = _Week(question)
    _fill(week)
    best, days = week.cost(), [dict(day) for day in week.days]
    for number in range(rounds if question.people else 0):
        heat = 150.0 * (1 - number / rounds) ** 2 + 0.01
        before = week.cost()
        undo = _change(week, chance)
        if undo is None:
            continue
        after = week.cost()
        if after > before and chance.random() >= math.exp((before - after) / heat):
            for day, shifts in undo.items():
                week.set(day, shifts)
        elif after < best:
            best, days = after, [dict(day) for day in week.days]
    found = [each for day in days for each in day.values()]
    found.sort(key=lambda each: (each.day, each.begins, each.person))
    return Roster(tuple(found), gaps_of(question, found))


def gaps_of(question: Question, shifts: Sequence[Worked]) -> tuple[Gap, ...]:
    """Where a week falls short, half hour by half hour joined together, also one that was made by hand."""
    speaks = {person.id: person.languages for person in question.people}
    gaps: list[Gap] = []
    for day, need in enumerate(question.needs):
        today = [each for each in shifts if each.day == day]
        gaps += _gaps(day, need, _lowest(today, question.hours), question.hours, "")
        for language, least in question.languages.items():
            speakers = [each for each in today if language in speaks.get(each.person, ())]
            wanted = [least if each else 0 for each in need]
            gaps += _gaps(day, wanted, _lowest(speakers, question.hours), question.hours, language)
    return tuple(gaps)


def seats(shifts: Sequence[Worked], hours: Hours) -> list[int]:
    """How many sit at their desks in each quarter of an hour of a day."""
    return _there(shifts, hours.opens, (hours.closes - hours.opens) // QUARTER)


def _lowest(shifts: Sequence[Worked], hours: Hours) -> list[int]:
    there = seats(shifts, hours)
    return [min(there[2 * slot], there[2 * slot + 1]) for slot in range(hours.slots)]


def _gaps(day: int, need: Sequence[int], there: Sequence[int], hours: Hours, language: str) -> list[Gap]:
    found: list[Gap] = []
    for slot, (wanted, count) in enumerate(zip(need, there, strict=True)):
        begins = hours.minute_of(slot)
        if count >= wanted:
            continue
        if found and found[-1].ends == begins and found[-1].missing == wanted - count:
            found[-1] = replace(found[-1], ends=begins + HALF_HOUR)
        else:
            found.append(Gap(day, begins, begins + HALF_HOUR, wanted - count, language))
    return found


def _there(shifts: Iterable[Worked], opens: int, quarters: int) -> list[int]:
    """Steps up and down, added along the day."""
    steps = [0] * (quarters + 1)
    for shift in shifts:
        for begins, ends, step in ((shift.begins, shift.ends, 1), *((b.begins, b.ends, -1) for b in shift.breaks)):
            steps[max(0, min(quarters, (begins - opens) // QUARTER))] += step
            steps[max(0, min(quarters, (ends - opens) // QUARTER))] -= step
    found, count = [], 0
    for step in steps[:-1]:
        count += step
        found.append(count)
    return found


def _fill(week: _Week) -> None:
    """Again and again the shift that helps most, until nobody has days left or nothing helps."""
    terms, hours = week.question.terms, week.question.hours
    while True:
        best: tuple[float, int, Worked] | None = None
        for day, shifts in enumerate(week.days):
            tried: set[tuple[object, ...]] = set()
            for person in week.question.people:
                kind = (person.languages, person.wishes, person.absent, len(week.of(person.id)))
                if person.id in shifts or kind in tried:
                    continue
                tried.add(kind)
                for begins in terms.starts(hours):
                    shift = terms.shift(person.id, day, begins)
                    if not week.may_work(person, shift):
                        continue
                    old, before = shifts, week.costs[day]
                    week.set(day, {**shifts, person.id: shift})
                    gain = before - week.costs[day]
                    week.set(day, old)
                    if gain > 0 and (best is None or gain > best[0]):
                        best = (gain, day, shift)
        if best is None:
            return
        _gain, day, shift = best
        week.set(day, {**week.days[day], shift.person: shift})


def _change(week: _Week, chance: random.Random) -> dict[int, dict[str, Worked]] | None:
    """Try one change; what to put back, or None if it may not be."""
    terms, hours = week.question.terms, week.question.hours
    day = chance.randrange(len(week.days))
    here = week.days[day]
    move = chance.random()
    if not here or move < 0.1:
        free = [person for person in week.question.people if person.id not in here]
        if not free:
            return None
        person = chance.choice(free)
        return _put(week, person, terms.shift(person.id, day, chance.choice(terms.starts(hours))), {day: dict(here)})
    shift = here[chance.choice(sorted(here))]
    person = week.people[shift.person]
    rest = {each: other for each, other in here.items() if each != shift.person}
    undo = {day: dict(here)}
    if move < 0.45:
        week.set(day, rest)
        return _put(week, person, terms.shift(person.id, day, chance.choice(terms.starts(hours))), undo)
    if move < 0.75:
        return _put(week, person, _with_other_break(shift, terms, chance), undo)
    week.set(day, rest)
    if move < 0.88:
        other = chance.choice(week.question.people)
        return _put(week, other, replace(shift, person=other.id), undo)
    elsewhere = chance.randrange(len(week.days))
    undo[elsewhere] = undo.get(elsewhere, dict(week.days[elsewhere]))
    return _put(week, person, terms.shift(person.id, elsewhere, chance.choice(terms.starts(hours))), undo)


def _put(
    week: _Week, person: Person, shift: Worked, undo: dict[int, dict[str, Worked]]
) -> dict[int, dict[str, Worked]] | None:
    is_taken = person.id in week.days[shift.day] and week.days[shift.day][person.id].begins != shift.begins
    if (is_taken and shift.person not in undo.get(shift.day, {})) or not week.may_work(person, shift):
        for day, shifts in undo.items():
            week.set(day, shifts)
        return None
    week.set(shift.day, {**week.days[shift.day], person.id: shift})
    return undo


def _with_other_break(shift: Worked, terms: Terms, chance: random.Random) -> Worked:
    """One break moved by up to an hour, where the terms let it lie."""
    number = chance.randrange(len(shift.breaks)) if shift.breaks else 0
    if not shift.breaks:
        return shift
    old = shift.breaks[number]
    begins = old.begins + QUARTER * chance.choice((-4, -3, -2, -1, 1, 2, 3, 4))
    moved = Break(begins, begins + old.ends - old.begins, old.kind)
    breaks = (*shift.breaks[:number], moved, *shift.breaks[number + 1 :])
    return replace(shift, breaks=breaks) if terms.breaks_are_well(replace(shift, breaks=breaks)) else shift
