"""Rules of requests, without a database."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from digigov.modules.service_requests import rules

ZONE = ZoneInfo("America/St_Lucia")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=ZONE)


def after(start: datetime, hours: float, *, closed: frozenset[date] = frozenset(), week=rules.USUAL) -> datetime:
    return rules.after_hours(start, hours, week=week, is_open=lambda day: day not in closed, zone=ZONE)


class TestWorkingHours:
    def test_count_within_a_day(self):
        assert after(at(1, 9), 4) == at(1, 13)

    def test_go_on_the_next_morning(self):
        assert after(at(1, 15, 30), 2) == at(2, 9)

    def test_leave_out_the_weekend(self):
        assert after(at(5, 15, 30), 2) == at(8, 9)

    def test_leave_out_a_holiday(self):
        assert after(at(3, 16), 1, closed=frozenset({date(2026, 6, 4)})) == at(5, 8, 30)

    def test_begin_when_the_office_opens(self):
        assert after(at(1, 3), 1) == at(1, 9)
        assert after(at(6, 12), 1) == at(8, 9)

    def test_know_an_office_that_closes_at_noon(self):
        week = {0: ((time(8), time(12)), (time(13), time(15)))}
        assert after(at(1, 11), 2, week=week) == at(1, 14)

    def test_of_an_office_that_never_opens_are_refused(self):
        with pytest.raises(rules.NoWorkingHours):
            after(at(1, 9), 1, week={})


class TestThePlace:
    ring = ((-61.1, 13.7), (-60.9, 13.7), (-60.9, 14.1), (-61.1, 14.1))

    @pytest.mark.parametrize(
        ("latitude", "longitude", "is_inside"),
        [(13.9, -61.0, True), (14.11, -61.0, True), (14.2, -61.0, False), (13.9, -60.5, False), (48.8, 2.3, False)],
    )
    def test_is_in_the_country_or_on_its_shore(self, latitude, longitude, is_inside):
        assert rules.is_in_country(latitude, longitude, self.ring) is is_inside

    def test_distance_is_in_meters(self):
        assert 1100 < rules.meters((14.0, -61.0), (14.01, -61.0)) < 1120


class TestWhoAnswersAComplaint:
    def test_the_unit_above(self):
        assert rules.above("shops", parent="trade", otherwise=()) == "trade"

    def test_for_a_ministry_the_first_elsewhere_that_does_not_lie_within_it(self):
        elsewhere = [("public-service", frozenset({"public-service", "home"})), ("law", frozenset({"law"}))]
        assert rules.above("home", parent=None, otherwise=elsewhere) == "law"
        assert rules.above("trade", parent=None, otherwise=elsewhere) == "public-service"

    def test_nobody_if_all_of_them_lie_within_it(self):
        assert rules.above("home", parent=None, otherwise=[("a", frozenset({"a", "home"}))]) is None


class TestEvidence:
    @pytest.mark.parametrize(
        ("kind", "text", "types", "is_proof"),
        [
            ("photo", "Done", ["image/jpeg"], True),
            ("photo", "Done", ["application/pdf"], False),
            ("photo", "Done", [], False),
            ("document", "Done", ["application/pdf"], True),
            ("written", "Done", [], False),
            ("written", "The wall was rebuilt on Monday", [], True),
        ],
    )
    def test_is_what_was_asked_for(self, kind, text, types, is_proof):
        accepted = ("photo", "document", "written")
        assert rules.proves(kind, accepted=accepted, text=text, media_types=types) is is_proof

    def test_of_another_kind_does_not_do(self):
        assert not rules.proves("written", accepted=("photo",), text="The wall was rebuilt on Monday", media_types=[])


def test_the_median_of_days():
    assert rules.median([]) is None
    assert rules.median([3, 1, 2]) == 2
    assert rules.median([1, 2, 3, 10]) == 2.5
