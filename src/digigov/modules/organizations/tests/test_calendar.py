from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import holidays
import pytest

from digigov.modules.organizations.definitions import Calendar
from digigov.modules.organizations.rules import WorkingDays, easter_sunday, nth_weekday
from digigov.modules.organizations.testing import CALENDAR

ST_LUCIA = ZoneInfo("America/St_Lucia")


def working_days(**changes):
    return WorkingDays(Calendar.model_validate({**CALENDAR, **changes}))


@pytest.mark.parametrize("year", [*range(1999, 2060)])
def test_the_rules_agree_with_the_published_holidays_of_the_country(year):
    published = set(holidays.country_holidays("LC", years=year))

    assert set(working_days().holidays(year)) == published


@pytest.mark.parametrize(
    ("year", "moving_days"),
    [
        (2026, ["2026-04-03", "2026-04-06", "2026-05-25", "2026-06-04", "2026-10-05"]),
        (2027, ["2027-03-26", "2027-03-29", "2027-05-17", "2027-05-27", "2027-10-04"]),
        (2028, ["2028-04-14", "2028-04-17", "2028-06-05", "2028-06-15", "2028-10-02"]),
    ],
)
def test_the_moving_days_are_those_of_the_facts(year, moving_days):
    only_moving = working_days(fixed=[]).holidays(year)

    assert [day.isoformat() for day in only_moving] == moving_days


@pytest.mark.parametrize(("year", "easter"), [(1818, (3, 22)), (1943, (4, 25)), (2000, (4, 23)), (2285, (3, 22))])
def test_easter_at_its_extremes(year, easter):
    assert easter_sunday(year) == date(year, *easter)


def test_a_month_may_lack_a_fifth_monday():
    assert nth_weekday(2026, 2, 0, 5) is None


class TestSundayHolidays:
    def test_give_the_monday(self):
        assert not working_days().is_open(date(2026, 2, 23))

    def test_give_the_next_free_day_when_the_monday_is_one_too(self):
        assert not working_days().is_open(date(2022, 12, 27))

    def test_give_nothing_when_the_country_says_so(self):
        assert working_days(sunday_moves_to_monday=False).is_open(date(2026, 2, 23))


class TestProclaimedDays:
    def test_close_a_working_day(self):
        days = working_days(extra=[{"name": "Day of mourning", "on": "2026-11-25"}])

        assert not days.is_open(date(2026, 11, 25))

    def test_open_a_holiday(self):
        days = working_days(extra=[{"name": "Election", "on": "2026-12-14", "closed": False}])

        assert days.is_open(date(2026, 12, 14))


class TestAdd:
    def test_steps_over_weekends_and_holidays(self):
        assert working_days().add(date(2026, 12, 23), 3) == date(2026, 12, 29)

    def test_no_days_from_a_closed_day_is_the_next_open_one(self):
        assert working_days().add(date(2026, 12, 25), 0) == date(2026, 12, 28)

    def test_is_undone_by_between_and_subtract(self):
        days = working_days()
        start = date(2026, 3, 30)

        for n in range(1, 60):
            end = days.add(start, n)
            assert days.between(start, end) == n
            assert days.between(end, start) == -n
            assert days.subtract(end, n) == start


class TestDeadlineAfter:
    def test_is_the_end_of_the_office_day_here(self):
        friday_night_here = datetime(2026, 12, 12, 2, tzinfo=UTC)  # 22:00 on the 11th in Saint Lucia

        deadline = working_days().deadline_after(friday_night_here, 1, zone=ST_LUCIA)

        assert deadline == datetime(2026, 12, 15, 16, 30, tzinfo=ST_LUCIA)  # the 14th is given for National Day

    @pytest.mark.parametrize(("hour", "day"), [(9, 24), (17, 25)])
    def test_no_days_means_today_while_the_office_works(self, hour, day):
        at = datetime(2026, 11, 24, hour, tzinfo=ST_LUCIA)

        assert working_days().deadline_after(at, 0, zone=ST_LUCIA).date() == date(2026, 11, day)
