"""
The cases of an island: demand says what begins when, walked examples say how it goes on, and the last day how far it has come. What is
still open by then stands where its course has brought it; a few lie forgotten on a desk.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID

from digigov.rehearsal.island import images
from digigov.rehearsal.island.albums import Walked
from digigov.rehearsal.island.almanac import Almanac
from digigov.rehearsal.island.copying import Numbers, Someone, Template
from digigov.rehearsal.island.courses import Pace, draw
from digigov.rehearsal.island.demand import Demand
from digigov.rehearsal.island.filling import numbers_here, set_counters
from digigov.rehearsal.island.moments import Course

AT_ONCE = 500
LATELY, FORGOTTEN = timedelta(days=120), 0.01  # of those lately begun, how many nobody has touched since
UNFINISHED, DRAFT_DAYS = 0.15, timedelta(days=25)  # of those begun in the last days, how many are not handed in


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody with an account who asks for things."""

    party: UUID
    account: UUID
    given: str
    family: str
    email: str


Copy = tuple[Template, Someone, Course]


class Cases:
    """``until`` is the moment at which the island stands still. The same arguments give the same cases."""

    def __init__(
        self, walked: Sequence[Walked], applicants: Sequence[Applicant], demand: Demand, almanac: Almanac, *, until: datetime
    ) -> None:  # fmt: skip
        self.applicants, self.demand, self.almanac, self.until = applicants, demand, almanac, until
        self.walked: Mapping[str, list[Walked]] = {}
        for each in walked:
            self.walked = {**self.walked, each.service: [*self.walked.get(each.service, ()), each]}

    def fill(self, *, done: int = 0, at_once: int = AT_ONCE) -> Iterator[int]:
        """Write what is left after so many, and yield after each batch how many more are there."""
        for count, write in self.batches(done=done, at_once=at_once):
            write()
            yield count

    def batches(self, *, done: int = 0, at_once: int = AT_ONCE) -> Iterator[tuple[int, Callable[[], None]]]:
        """
        What is left after so many: how many more, and what writes them, in one transaction with the note that they are done. A batch
        is some whole days.
        """
        numbers, passed, count = self._numbers(done), 0, 0
        pending: dict[str, list[str]] = {}
        for day, services in sorted(self.demand.counts.items()):
            passed += sum(services.values())
            if passed <= done or not services:
                continue
            for template, someone, course in self.on(day):
                for table, text in template.copy(someone, course, numbers=numbers).items():
                    pending.setdefault(table, []).append(text)
                count += 1
            if count >= at_once:
                yield count, partial(self._write, pending, numbers)
                pending, count = {}, 0
        if count:
            yield count, partial(self._write, pending, numbers)

    def on(self, day: date) -> Iterator[Copy]:
        """Those that begin on a day."""
        chance = random.Random(f"{self.demand.seed}:{day}:cases")
        pace = Pace(self.almanac, chance)
        for asked in self.demand.on(day):
            walked = chance.choice(self.walked[asked.service])
            begins = asked.at.replace(tzinfo=self.almanac.zone).astimezone(UTC)
            course = draw(walked.steps, begins, pace)
            yield self._standing(walked, course, chance), self._somebody(walked, chance), course

    def _standing(self, walked: Walked, course: Course, chance: random.Random) -> Template:
        """How far it has come."""
        age = self.until - course.beats[0]
        reached = [each for each in walked.stages if course.beats[each.beats - 1] < self.until]
        if not reached or (age < DRAFT_DAYS and chance.random() < UNFINISHED):
            return walked.draft
        if age < LATELY and chance.random() < FORGOTTEN:
            return chance.choice(reached[:-1] or reached)
        return reached[-1]

    def _somebody(self, walked: Walked, chance: random.Random) -> Someone:
        found = chance.choice(self.applicants)
        words = (found.given, found.family, found.email, str(found.account))
        return Someone(found.party, dict(zip(walked.words, words, strict=True)))

    def _numbers(self, done: int) -> Numbers:
        """The salt follows from the seed, so that whoever goes on makes the same ids."""
        return numbers_here(salt=random.Random(f"{self.demand.seed}:salt").getrandbits(24), cases=done)

    @staticmethod
    def _write(pending: dict[str, list[str]], numbers: Numbers) -> None:
        """The rows, and the counters behind them."""
        images.write(pending)
        set_counters(numbers)
