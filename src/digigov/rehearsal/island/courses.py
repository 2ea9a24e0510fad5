"""When the next beat of a case is: people by day and evening, officers when offices are open, the machine at once."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from digigov.rehearsal.island.almanac import Almanac
from digigov.rehearsal.island.moments import Course, Explainer, Moment, value_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WATCHED_EVERY = 300  # seconds between two looks at the deadlines
AWAKE, ASLEEP = 6, 23
OFFICERS = ("claim", "decide", "visit")


@dataclass(frozen=True, slots=True)
class Beat:
    """
    Something that happened in a walk. ``limit`` is what must not be over by then (a deadline, or the reminder before it), and
    for ``watch`` and ``start-late`` the deadline itself; ``slot`` the time at an office that was kept at this beat, ``weekdays`` those
    on which that office has such a time (Monday is 0).
    """

    kind: str
    limit: datetime | None = None
    slot: int | None = None
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A beat as it is in every course: its limit as a rule, and how a time at an office is chosen."""

    kind: str
    limit: Moment | None
    slot: int | None
    slot_days: int = 0
    slot_clock: timedelta = timedelta()
    weekdays: tuple[int, ...] = ()


class Pace:
    """Draws moments with a chance of its own; the same chance, the same moments."""

    def __init__(self, almanac: Almanac, chance: random.Random) -> None:
        self.almanac, self.chance = almanac, chance

    def next(self, kind: str, last: datetime, limit: datetime | None) -> datetime:
        """When this happens, after the last thing that happened. Microseconds tell beats of one case apart."""
        if kind == "watch":
            assert limit is not None
            seconds = (int(limit.timestamp()) // WATCHED_EVERY + 1) * WATCHED_EVERY
            return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=self.chance.randrange(1, 3_000_000))
        if kind == "start-late":
            assert limit is not None
            return limit - timedelta(seconds=self.chance.uniform(200, 900))
        at = self._freely(kind, last)
        if limit is not None and at >= limit:
            at = limit - (limit - last) * self.chance.uniform(0.05, 0.3)
        return at

    def _freely(self, kind: str, last: datetime) -> datetime:
        chance = self.chance
        if kind == "work":
            return last + timedelta(seconds=chance.uniform(0.4, 3))
        if kind == "hand-in":
            return last + timedelta(minutes=chance.uniform(4, 40))
        if kind == "claim":
            return self.almanac.at_work(last + timedelta(hours=chance.expovariate(1 / 9)))
        if kind in OFFICERS:
            return self.almanac.at_work(last + timedelta(minutes=chance.uniform(4, 60)))
        quick = chance.random() < 0.6
        return self._awake(last + (MINUTE * chance.uniform(1, 20) if quick else HOUR * chance.expovariate(1 / 30)))

    def _awake(self, at: datetime) -> datetime:
        hour = self.almanac.local(at).hour
        return at + (8 * HOUR if hour < AWAKE or hour >= ASLEEP else timedelta())


class Steady(Pace):
    """For the walks from which images are taken: whoever acts does so on a day of their own, so that no day has two meanings."""

    def _freely(self, kind: str, last: datetime) -> datetime:
        at = super()._freely(kind, last)
        if kind in ("work", "hand-in", "decide", "visit"):
            return at
        noon = (last + DAY).replace(
            hour=15, minute=self.chance.randrange(60), microsecond=self.chance.randrange(1_000_000)
        )
        return self.almanac.at_work(noon)


def rules_of(beats: Sequence[Beat], explainer: Explainer) -> tuple[Step, ...]:
    """The beats of a walk as they are in every course."""
    found = []
    almanac, course = explainer.almanac, explainer.course
    for number, beat in enumerate(beats):
        limit = explainer.explain(beat.limit, course.beats[:number]) if beat.limit else None
        if beat.slot is None:
            found.append(Step(beat.kind, limit, None))
            continue
        starts, at = almanac.local(course.slots[beat.slot]), almanac.local(course.beats[number])
        clock = timedelta(hours=starts.hour, minutes=starts.minute)
        found.append(Step(beat.kind, limit, beat.slot, (starts.date() - at.date()).days, clock, beat.weekdays))
    return tuple(found)


def draw(steps: Sequence[Step], begins: datetime, pace: Pace) -> Course:
    """A course of its own for another case of the same story."""
    almanac = pace.almanac
    beats, slots = [begins], list[datetime]()
    course = Course(beats, slots)
    for step in steps[1:]:
        last = max(beats[-1], slots[-1]) if slots and step.kind == "claim" else beats[-1]
        limit = value_of(step.limit, course, almanac) if step.limit else None
        if step.kind not in ("watch", "start-late") and limit is not None and limit <= last:
            limit = None  # a time at an office that was only free later
        beats.append(max(pace.next(step.kind, last, limit), beats[-1] + timedelta(microseconds=1)))
        if step.slot is not None:
            slots.append(_slot(step, beats[-1], almanac))
    return course


def _slot(step: Step, at: datetime, almanac: Almanac) -> datetime:
    """The same time of day, as many days later or on the next day on which that office is open then."""
    day = almanac.day(at) + DAY * max(step.slot_days, 1)
    while day.weekday() not in step.weekdays or not almanac.is_open(day):
        day += DAY
    return (datetime(day.year, day.month, day.day, tzinfo=almanac.zone) + step.slot_clock).astimezone(UTC)
