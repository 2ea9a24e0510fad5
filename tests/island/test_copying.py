"""
Cases made in bulk are the rows that the commands write: a case copied to other days equals the same example walked through the doors
by another person at the same moments, row by row and cell by cell, but for what must differ.

A walk of each service by default, one of them over Christmas and Carnival; a thousand with ``-m slow``.
"""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction

from digigov.kernel.adapters import adapter
from digigov.kernel.clock import local_zone
from digigov.modules.identity.testing import make_account
from digigov.modules.organizations.queries import working_days
from digigov.modules.payments.ports import SLOT
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
from digigov.rehearsal.island.walking import examples
from tests.island.telling_apart import differences

SENDER = "digigov.modules.notifications.testing.FakeSender"
SINCE = datetime(2024, 9, 2, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PLAIN = [path for path in examples() if path.stem == "plain"]
DAYS = [
    datetime(2025, 12, 23, 20, 10, tzinfo=UTC),  # Christmas, Boxing Day and two days of New Year before long
    datetime(2026, 4, 2, 13, 30, tzinfo=UTC),  # the day before Good Friday
    datetime(2025, 7, 19, 15, 5, tzinfo=UTC),  # the Saturday before Carnival
    datetime(2026, 10, 4, 2, 40, tzinfo=UTC),  # late on a Saturday, and Thanksgiving is on Monday
    datetime(2024, 12, 30, 14, 0, tzinfo=UTC),  # into another year
    datetime(2026, 6, 10, 17, 45, tzinfo=UTC),
]


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
        apps.get_model("registries", "KeptReading").objects.all().delete()
        found = Photographed(
            path, self.gateway, self.office, self.people, begins=begins, pace=pace, almanac=self.almanac, course=course
        )
        found.walk()
        return found

    def first(self, path):
        return self.walk(path, quiet_monday(self.almanac, TODAY), Steady(self.almanac, random.Random(path.stem)))

    def pair(self, first, path, begins, seed):
        """The image of a copy of the first walk, and that of a walk through the doors at the same moments."""
        course = draw(first.walked.steps, begins, Pace(self.almanac, random.Random(seed)))
        self.people += 1
        party = make_prototype(self.people, at=begins - timedelta(days=1))
        account = make_account(party_id=party, at=begins - timedelta(days=1))
        words = (*words_of_prototype(self.people), str(account))
        someone = Someone(party, dict(zip(first.words, words, strict=True)))
        rows = first.walked.stages[-1].copy(someone, course, numbers=self.numbers)
        images.write({table: [text] for table, text in rows.items()})
        copied = images.take(party=party, since=begins.isoformat(), own_words=words)
        before = transaction.savepoint()
        walk = self.walk(path, begins, Pace(self.almanac, random.Random(0)), course)
        walked = images.take(party=walk.party, since=begins.isoformat(), own_words=walk.words)
        transaction.savepoint_rollback(before)  # so that no walk takes another's appointment
        return copied, walked


@pytest.fixture
def proof(country, settings):
    settings.DIGIGOV_ADAPTERS = {
        **settings.DIGIGOV_ADAPTERS,
        "card-gateway": "digigov.modules.payments.testing.gateway.ScriptedGateway",
        "email": SENDER,
        "sms": SENDER,
    }
    settings.DIGIGOV_CLOCK = "digigov.rehearsal.clock"
    settings.DIGIGOV_LIMITS_TIMES = 1000
    return Proof(adapter(SLOT))


@pytest.mark.parametrize("number", range(len(PLAIN)), ids=[path.parts[-3] for path in PLAIN])
def test_a_copy_is_what_the_commands_write(proof, number):
    path = PLAIN[number]

    copied, walked = proof.pair(proof.first(path), path, DAYS[number % len(DAYS)], number)

    assert sum(map(len, copied.rows.values())) > 20
    assert differences(copied, walked) == {}


def test_the_proof_sees_a_wrong_cell(proof):
    """Each of these faults is small; without them the images are equal."""
    (path,) = [path for path in PLAIN if "police-certificate" in str(path)]
    copied, walked = proof.pair(proof.first(path), path, DAYS[0], 1)
    assert differences(copied, walked) == {}
    for table, column, before, after in (
        ("casework_steprun", "due_at", "20:30:00", "19:30:00"),
        (
            "casework_timelineentry",
            "case_id",
            copied.rows["casework_case"][0][0],
            copied.rows["casework_steprun"][0][0],
        ),
        ("audit_entry", "action", "casework.case-closed", "casework.case-opened"),
        ("payments_ledgerentry", "amount", "-", ""),
        ("documents_issueddocument", "valid_until", "2026", "2027"),
        ("notifications_delivery", "text", "20", "21"),
    ):
        spoiled = spoil(copied, table, column, before, after)
        assert list(differences(spoiled, walked)) == [table], (table, column)


def spoil(image, table, column, before, after):
    place = [each.name for each in images.columns_of(table)].index(column)
    rows = list(image.rows[table])
    number = next(n for n, row in enumerate(rows) if before in row[place])
    cells = list(rows[number])
    cells[place] = cells[place].replace(before, after, 1)
    rows[number] = tuple(cells)
    return replace(image, rows={**image.rows, table: rows})


def test_no_table_of_a_case_is_forgotten(proof):
    """Whatever grows while an example is walked is copied, or is named among what belongs to nobody's case."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    before = images.counted(tables)
    for path in PLAIN:
        proof.first(path)

    grown = {table for table, count in images.counted(tables).items() if count > before[table]}

    assert grown - set(images.NOT_OF_A_CASE) <= set(images.TABLES)


@pytest.mark.slow
def test_a_thousand_copies_are_what_the_commands_write(proof, capsys):
    """All examples, at moments drawn from two years."""
    chance, paths, wrong = random.Random(1000), examples(), []
    firsts = {path: proof.first(path) for path in paths}
    for number in range(1000):
        path = paths[number % len(paths)]
        begins = SINCE + timedelta(days=40) + timedelta(days=730) * chance.random()
        found = differences(*proof.pair(firsts[path], path, begins, number))
        if found:
            wrong.append((path.parts[-3], path.stem, str(begins), found))
        if number % 25 == 24:
            with capsys.disabled():
                print(f"{number + 1} of 1000 compared, {len(wrong)} differ", flush=True)  # noqa: T201
    assert wrong == []
