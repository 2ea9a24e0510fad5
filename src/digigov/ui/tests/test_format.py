from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from digigov.kernel.money import Money
from digigov.ui import format as formats

MORNING = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)


def test_a_moment_is_told_in_the_country_s_time():
    assert formats.moment(MORNING) == "Monday 23 November 2026 at 9:05\N{NO-BREAK SPACE}am"
    assert formats.short_moment(MORNING) == "23 Nov 2026, 09:05"
    assert formats.day(datetime(2026, 11, 23, 2, tzinfo=UTC)) == "Sunday 22 November 2026"


def test_a_day_may_come_as_an_answer_holds_it():
    assert formats.short_day("2026-02-01") == formats.short_day(date(2026, 2, 1)) == "1 February 2026"
    assert formats.brief_day(date(2026, 2, 1)) == "1 Feb 2026"


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (["mon", "tue", "wed", "thu", "fri"], "Monday to Friday"),
        (["tue", "thu"], "Tuesday and Thursday"),
        (["mon", "wed", "fri"], "Monday, Wednesday and Friday"),
        (["wed"], "Wednesday"),
    ],
)
def test_opening_hours(days, shown):
    hours = formats.opening_hours([{"days": days, "opens": "08:00", "closes": "16:30"}])

    assert hours == [f"{shown}, 8:00\N{NO-BREAK SPACE}am to 4:30\N{NO-BREAK SPACE}pm"]


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [("1250", "XCD", "EC$1,250.00"), ("-5.5", "XCD", "−EC$5.50"), ("3", "USD", "US$3.00"), ("3", "EUR", "EUR 3.00")],
)
def test_money(amount, currency, shown):
    assert formats.money(Money(Decimal(amount), currency)) == shown


@pytest.mark.parametrize(
    ("days", "shown"),
    [(0, "today"), (1, "in 1 working day"), (3, "in 3 working days"), (-1, "1 working day late")],
)
def test_a_deadline_is_told_from_today(days, shown):
    assert formats.working_days_left(days) == shown


def test_noon_and_midnight():
    assert formats.time_of_day(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == "12:00\N{NO-BREAK SPACE}pm"
    assert formats.time_of_day(datetime(2026, 11, 23, 4, 0, tzinfo=UTC)) == "12:00\N{NO-BREAK SPACE}am"


def test_sizes():
    assert [formats.size(n) for n in (12, 240_000, 3_140_000)] == ["1 kB", "240 kB", "3.1 MB"]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [("+17585550100", "+1 758 555 0100"), ("+442079460000", "+44 20 7946 0000"), ("311", "311"), ("", "")],
)
def test_a_telephone_number_has_gaps(stored, shown):
    assert formats.phone(stored) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "Mozilla/5.0 (Linux; Android 13; SM-A042M) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) Version/17.1 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("curl/8.1", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_told_in_words(said, shown):
    assert formats.device(said) == shown
