"""The rhythm of a country: what is asked for follows week, season, carnival, storm and growth, and the same seed gives the same."""

from collections import Counter
from datetime import date, timedelta

import pytest

from digigov.rehearsal.island.demand import demand

BEGINS, UNTIL, CASES = date(2024, 11, 1), date(2026, 10, 31), 200_000
HOLIDAYS = {date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1), date(2026, 1, 2), date(2026, 4, 3)}


def is_open(day):
    return day.weekday() < 5 and day not in HOLIDAYS


def made(seed=1, cases=CASES, **more):
    return demand(cases, seed, begins=BEGINS, until=UNTIL, is_open=is_open, **more)


@pytest.fixture(scope="module")
def island():
    return made()


def asked_for(island, first, days, service=None):
    """How many a day, on average."""
    counts = [island.counts[first + timedelta(days=n)] for n in range(days)]
    return sum(each.get(service, 0) if service else sum(each.values()) for each in counts) / days


def test_there_are_exactly_as_many_as_wanted_however_few(island):
    assert island.total == CASES
    assert made(cases=31).total == 31


def test_the_same_seed_gives_the_same_and_another_another(island):
    again, other = made(), made(seed=2)

    assert again == island
    assert again.on(date(2026, 3, 2)) == island.on(date(2026, 3, 2))
    assert other.counts != island.counts
    assert other.storms != island.storms


def test_sundays_are_quieter_than_saturdays_and_those_than_mondays(island):
    of_a_week = Counter()
    for day, counts in island.counts.items():
        of_a_week[day.weekday()] += sum(counts.values())

    assert of_a_week[0] > 1.1 * of_a_week[4]
    assert of_a_week[4] > 1.5 * of_a_week[5]
    assert of_a_week[5] > 1.5 * of_a_week[6]


def test_a_holiday_is_quieter_than_the_same_day_a_week_later(island):
    assert asked_for(island, date(2026, 4, 3), 1) < 0.5 * asked_for(island, date(2026, 4, 10), 1)


def test_bursaries_come_before_the_school_year_and_tax_before_the_end_of_march(island):
    for service, busy, quiet in (
        ("secondary-school-bursary", date(2026, 6, 1), date(2026, 10, 1)),
        ("tax-clearance-individual", date(2026, 3, 1), date(2026, 5, 1)),
        ("trade-licence-new", date(2026, 1, 1), date(2026, 9, 1)),
    ):
        assert asked_for(island, busy, 28, service) > 1.8 * asked_for(island, quiet, 28, service), service


def test_two_days_of_carnival_are_quiet_and_there_is_much_before(island):
    monday = date(2026, 7, 20)

    assert asked_for(island, monday, 2) < 0.5 * asked_for(island, monday + timedelta(days=7), 2)
    before = asked_for(island, monday - timedelta(days=7), 5, "traffic-ticket-payment")
    assert before > 1.3 * asked_for(island, monday + timedelta(days=14), 5, "traffic-ticket-payment")


def test_a_storm_shuts_offices_and_then_defects_are_reported(island):
    assert island.storms
    for storm in island.storms:
        assert 6 <= storm.day.month <= 11
        assert set(storm.shut) <= island.shut
        after = storm.shut[-1] + timedelta(days=1)
        before = asked_for(island, storm.day - timedelta(days=14), 14, "infrastructure-defect-report")
        assert asked_for(island, storm.day, 1) < 0.4 * asked_for(island, storm.day - timedelta(days=14), 14)
        assert asked_for(island, after, 7, "infrastructure-defect-report") > 1.5 * before


def test_a_longer_past_has_the_same_storms(island):
    longer = demand(CASES, 1, begins=BEGINS - timedelta(days=365), until=UNTIL, is_open=is_open)

    assert set(island.storms) <= set(longer.storms)


def test_people_sleep_at_night(island):
    hours = Counter(each.at.hour for each in island.on(date(2026, 3, 2)))

    assert sum(hours[hour] for hour in range(5)) < 0.05 * sum(hours.values())
    assert hours[10] > hours[20] > hours[3]


def test_it_grows(island):
    assert asked_for(island, date(2026, 2, 1), 28) > 1.2 * asked_for(island, date(2025, 2, 1), 28)
