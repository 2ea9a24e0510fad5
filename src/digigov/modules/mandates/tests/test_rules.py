"""Who may act for whom: a table that a law officer can read, ``decisions.csv``, each row with the code that it must come to."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from digigov.modules.mandates import reasons, rules

ROWS = list(csv.DictReader((Path(__file__).parent / "decisions.csv").open(newline="")))


def facts(row):
    def day(name):
        return date.fromisoformat(row[name]) if row[name] else None

    return rules.Facts(
        ground=row["ground"],
        state=row["state"],
        on=day("on"),
        starts_on=day("starts"),
        ends_on=day("ends"),
        principal_born_on=day("principal born"),
        principal_died=row["principal died"] == "yes",
        firm_works=row["firm works"] == "yes",
        agent_is_principal=row["own"] == "yes",
        agent_level=int(row["agent level"]),
        agent_born_on=day("agent born"),
        agent_died=row["agent died"] == "yes",
        named=frozenset(row["named"].split()),
        service=row["service"],
        open_to=frozenset(row["open to"].split()),
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["case"])
def test_decisions(row):
    assert rules.decide(facts(row)) == row["decision"]


def test_the_table_is_whole():
    assert len(ROWS) >= 60
    assert len({tuple(v for k, v in row.items() if k != "case") for row in ROWS}) == len(ROWS), "two rows ask the same"
    assert {row["ground"] for row in ROWS} == set(rules.GROUNDS)
    assert {row["decision"] for row in ROWS} == {rules.ALLOWED, *reasons.WORDS}


@pytest.mark.parametrize("born", [date(2008, 2, 29), date(2010, 6, 15), date(2012, 12, 31), date(2008, 3, 1)])
def test_the_last_day_of_childhood_is_the_day_before_the_eighteenth_birthday(born):
    last = rules.last_day_of_childhood(born)
    assert rules.age(born, last) == 17
    assert rules.age(born, last + timedelta(days=1)) == 18
