"""What a soak finds fault with: whatever is more in its last third than in the one before."""

import pytest
from django.db import connection

from bench.soak import TABLES, faults

QUIET = {"memory": {"web": [380, 400] * 9}, "connections": [18] * 18, "of_tables": [], "parts": []}
FULL = {"name": "casework_task", "live": 80_000, "dead": 21_000, "bytes": 1, "vacuumed": 0}


def test_a_soak_in_which_nothing_grows_is_well():
    assert faults(**QUIET) == []


@pytest.mark.parametrize(
    ("grown", "told"),
    [
        ({"connections": [18] * 12 + [19] * 6}, "connections grew from 18 to 19"),
        ({"memory": {"worker": [100] * 12 + [106] * 6}}, "the memory of worker grew from 100 to 106 MB"),
        ({"of_tables": [FULL]}, "casework_task holds 21,000 dead rows beside 80,000"),
        ({"parts": [{"faults": ["a job waited 61 seconds"]}]}, "a job waited 61 seconds"),
    ],
)
def test_a_soak_says_what_grew(grown, told):
    assert faults(**QUIET | grown) == [told]


@pytest.mark.parametrize(
    "well",
    [
        {"connections": [3] * 6 + [18] * 12},
        {"memory": {"web": [300] * 6 + [400] * 6 + [419] * 6}},
        {"of_tables": [FULL | {"dead": 19_000}]},
    ],
    ids=["it-warms-up", "a-twentieth", "a-fifth"],
)
def test_a_soak_leaves_alone_what_comes_of_warming_up_and_of_chance(well):
    assert faults(**QUIET | well) == []


@pytest.mark.django_db
def test_rows_are_counted_although_the_database_counts_anew_since_a_crash():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE looked_through AS SELECT generate_series(1, 12000)")
        cursor.execute("ANALYZE looked_through")  # the running count knows nothing of it yet, as after a crash
        cursor.execute(TABLES.format(small=10_000))
        rows = {row[0]: row[1] for row in cursor.fetchall()}

    assert rows["looked_through"] == 12_000
