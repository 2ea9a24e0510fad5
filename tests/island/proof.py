"""A pair at a time: what a copy of a walk is, and what the commands write when somebody else walks at the same moments."""

import random
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from digigov.kernel.clock import local_zone
from digigov.modules.identity.testing import make_account
from digigov.modules.organizations.queries import working_days
from digigov.modules.registries import commands as registries
from digigov.modules.registries.testing import empty_registers
from digigov.rehearsal.island import images
from digigov.rehearsal.island.almanac import Almanac
from digigov.rehearsal.island.copying import Someone
from digigov.rehearsal.island.courses import Pace, Steady, draw
from digigov.rehearsal.island.filling import numbers_here
from digigov.rehearsal.island.photographs import (
    Office,
    Photographed,
    hold_keys,
    make_prototype,
    quiet_monday,
    words_of_prototype,
)

SINCE = datetime(2024, 9, 2, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)


class Proof:
    """An office that is old enough, one walk of each example to copy from, and pairs of a copy and a walk at the same moments."""

    def __init__(self, gateway):
        self.almanac = Almanac(working_days(), local_zone())
        self.gateway, self.office, self.people = gateway, Office(SINCE), 0
        hold_keys(SINCE)
        self.numbers = numbers_here()
        self.numbers.next_reference += 1_000_000  # far from what is handed in meanwhile
        self.numbers.receipts.update(dict.fromkeys(range(2024, 2028), 1_000_000))

    def walk(self, path, begins, pace, course=None):
        self.people += 1
        empty_registers()  # what one walk made a register know, the next must not find
        registries.forget_old_readings(at=datetime.max.replace(tzinfo=UTC))
        found = Photographed(
            path, self.gateway, self.office, self.people, begins=begins, pace=pace, almanac=self.almanac, course=course
        )
        found.walk()
        return found

    def first(self, path):
        return self.walk(path, quiet_monday(self.almanac, TODAY), Steady(self.almanac, random.Random(path.stem)))

    def pairs(self, first, path, begins, seed):
        """For each stage, the last the closed case: the image of a copy of the first walk, and that of a walk through the doors."""
        course = draw(first.walked.steps, begins, Pace(self.almanac, random.Random(seed)))
        before = transaction.savepoint()
        walk = self.walk(path, begins, Pace(self.almanac, random.Random(0)), course)
        transaction.savepoint_rollback(before)  # so that no walk takes another's appointment
        for template, shot in zip(first.walked.stages, walk.album.stages, strict=True):
            yield self._copied(first, template, course), shot.image

    def _copied(self, first, template, course):
        """The image of a copy by a person of its own, of which nothing stays."""
        self.people += 1
        begins, before = course.beats[0], transaction.savepoint()
        party = make_prototype(self.people, at=begins - timedelta(days=1))
        account = make_account(party_id=party, at=begins - timedelta(days=1))
        words = (*words_of_prototype(self.people), str(account))
        rows = template.copy(Someone(party, dict(zip(first.words, words, strict=True))), course, numbers=self.numbers)
        images.write({table: [text] for table, text in rows.items()})
        found = images.take(party=party, since=begins.isoformat(), own_words=words)
        transaction.savepoint_rollback(before)
        return found
