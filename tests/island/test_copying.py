"""
Cases made in bulk are the rows that the commands write: a case copied to other days equals, at each stage from handed in to closed,
what stands in the database while somebody else walks the same example through the doors at the same moments, row by row and cell by
cell, but for what must differ.

A walk of each service by default, one of them over Christmas and Carnival; a thousand pairs with ``-m slow``.
"""

import os
import random
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from digigov.rehearsal.island import images
from digigov.rehearsal.island.walking import examples, name_of
from tests.island.proof import SINCE
from tests.island.telling_apart import differences

WANTED = int(os.environ.get("DIGIGOV_PAIRS", "1000"))
PLAIN = [path for path in examples() if path.stem == "plain"]
REFUSED = [path for path in examples() if name_of(path) == "tax-clearance-individual/refused"]
DAYS = [
    datetime(2025, 12, 23, 20, 10, tzinfo=UTC),  # Christmas, Boxing Day and two days of New Year before long
    datetime(2026, 4, 2, 13, 30, tzinfo=UTC),  # the day before Good Friday
    datetime(2025, 7, 19, 15, 5, tzinfo=UTC),  # the Saturday before Carnival
    datetime(2026, 10, 4, 2, 40, tzinfo=UTC),  # late on a Saturday, and Thanksgiving is on Monday
    datetime(2024, 12, 30, 14, 0, tzinfo=UTC),  # into another year
    datetime(2026, 6, 10, 17, 45, tzinfo=UTC),
]


@pytest.mark.parametrize("number", range(len(PLAIN + REFUSED)), ids=[name_of(path) for path in PLAIN + REFUSED])
def test_a_copy_is_what_the_commands_write_at_every_stage(proof, number):
    path = (PLAIN + REFUSED)[number]

    pairs = list(proof.pairs(proof.first(path), path, DAYS[number % len(DAYS)], number))

    assert sum(map(len, pairs[-1][0].rows.values())) > 20
    assert [differences(*pair) for pair in pairs] == [{}] * len(pairs)


PARTED = [  # in the first a day was read as another that fell on the same; of the last the clinic was shut at the time chosen
    ("police-certificate-of-character/abroad-with-fingerprints", datetime(2024, 11, 11, 5, 27, 23, 58586, UTC), 15),
    ("police-certificate-of-character/refused", datetime(2025, 10, 3, 8, 34, 50, 956288, UTC), 17),
    ("infrastructure-defect-report/plain", datetime(2026, 5, 27, 21, 7, 34, 743100, UTC), 25),
    ("infrastructure-defect-report/planned", datetime(2026, 9, 2, 18, 45, 46, 369980, UTC), 26),
    ("food-handler-certificate/treatment-first", datetime(2026, 9, 30, 23, 55, 38, 168200, UTC), 52),
]


@pytest.mark.parametrize(("name", "begins", "seed"), PARTED, ids=[name for name, *_ in PARTED])
def test_pairs_that_once_parted_are_equal(proof, name, begins, seed):
    (path,) = [path for path in examples() if name_of(path) == name]

    pairs = list(proof.pairs(proof.first(path), path, begins, seed))

    assert [differences(*pair) for pair in pairs] == [{}] * len(pairs)


def test_the_proof_sees_a_wrong_cell(proof):
    """Each of these faults is small; without them the images are equal."""
    (path,) = [path for path in PLAIN if "police-certificate" in str(path)]
    *_, (copied, walked) = proof.pairs(proof.first(path), path, DAYS[0], 1)
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
        ("notifications_delivery", "text", "received", "refused"),
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
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
            "AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall()]
    before = images.counted(tables)
    for path in PLAIN:
        proof.first(path)

    grown = {table for table, count in images.counted(tables).items() if count > before[table]}

    assert grown - set(images.NOT_OF_A_CASE) <= set(images.TABLES)


@pytest.mark.slow
def test_a_thousand_copies_are_what_the_commands_write(proof, capsys):
    """All examples, at moments drawn from two years; as many as ``DIGIGOV_PAIRS`` says."""
    chance, paths, wrong, firsts, found = random.Random(1000), examples(), [], {}, Counter()
    while found["pairs"] < WANTED:
        path = paths[found["walks"] % len(paths)]
        if path not in firsts:
            firsts[path] = proof.first(path)
        begins = SINCE + timedelta(days=40) + timedelta(days=730) * chance.random()
        for stage, pair in enumerate(proof.pairs(firsts[path], path, begins, found["walks"])):
            apart = differences(*pair)
            found["pairs"] += 1
            if apart:
                wrong.append((name_of(path), stage, str(begins), apart))
        found["walks"] += 1
        with capsys.disabled():
            sys.stdout.write(
                f"{found['pairs']} pairs of {found['walks']} walks, {len(wrong)} differ {str(wrong[-1:])[:900]}\n"
            )
            sys.stdout.flush()
    assert wrong == []
