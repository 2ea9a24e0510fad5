"""Weeks: planned, changed by hand, published, and what the database itself holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.workforce import commands, queries
from digigov.modules.workforce.models import Shift, Week
from digigov.modules.workforce.reading import moment
from digigov.modules.workforce.testing import (
    make_agent,
    make_agents,
    make_planner,
    make_week,
    remember,
)

pytestmark = pytest.mark.usefixtures("centre")
AT = datetime(2026, 11, 25, 14, tzinfo=UTC)  # a Wednesday
MONDAY = date(2026, 11, 30)
PAGE = Page(size=100)


def planned(*, agents=6):
    remember(until=AT)
    people, planner = make_agents(agents), make_planner()
    for person in people:
        commands.set_agent(by=planner, at=AT, party_id=person, languages=["en", "acf"])
    commands.plan_week(by=planner, at=AT, starts_on=MONDAY)
    return planner, people


def week_of(planner, starts_on=MONDAY):
    return queries.find_week(viewer=planner, at=AT, starts_on=starts_on)


class TestPlanWeek:
    def test_meets_the_forecast_with_who_is_there(self):
        planner, people = planned()
        week = week_of(planner)

        assert (week.version, week.state, week.share, week.seconds) == (1, "draft", 0.8, 20)
        assert {each.party_id for each in week.shifts} <= set(people)
        assert len(week.shifts) == 30  # six people, five days each
        assert week.faults == {}
        assert len(week.needs) == 7
        assert set(week.needs[0]) == {5}  # 40 calls an hour of 3 minutes: 4; 4 chats of 8 minutes: 1
        assert any(gap.missing for gap in week.gaps)  # six cannot, and it is said where

    def test_takes_the_place_of_a_draft_and_counts_versions(self):
        planner, _people = planned()
        commands.publish_week(by=planner, at=AT, starts_on=MONDAY)
        for _each in range(2):
            commands.plan_week(by=planner, at=AT, starts_on=MONDAY, share=0.9, seconds=30)

        assert sorted(Week.objects.values_list("version", "state")) == [(1, "in-force"), (2, "draft")]
        assert week_of(planner).share == 0.9

    def test_a_higher_target_needs_more(self):
        planner, _people = planned()
        low = sum(week_of(planner).needs[0])
        commands.plan_week(by=planner, at=AT, starts_on=MONDAY, share=0.95, seconds=10)

        assert sum(week_of(planner).needs[0]) > low

    def test_without_history_it_says_so_and_changes_nothing(self):
        with pytest.raises(commands.NothingToPlanFrom):
            commands.plan_week(by=make_planner(), at=AT, starts_on=MONDAY)
        assert not Week.objects.exists()

    @pytest.mark.parametrize("days", [-14, 400])
    def test_refuses_weeks_that_are_over_or_far_ahead(self, days):
        with pytest.raises(commands.WeekIsOver):
            commands.plan_week(by=make_planner(), at=AT, starts_on=MONDAY + timedelta(days=days))

    @pytest.mark.parametrize(("share", "seconds"), [(0.2, 20), (1, 20), (0.8, 0), (0.8, 10**6)])
    def test_refuses_targets_that_nobody_has(self, share, seconds):
        with pytest.raises(InvalidInput):
            commands.plan_week(by=make_planner(), at=AT, starts_on=MONDAY, share=share, seconds=seconds)

    def test_agents_do_not_plan(self):
        with pytest.raises(NotAllowed):
            commands.plan_week(by=make_agent(), at=AT, starts_on=MONDAY)

    def test_granted_leave_is_planned_around(self):
        remember(until=AT)
        agent, planner = make_agent(), make_planner()
        leave = commands.ask_for_leave(by=agent, at=AT, first_on=MONDAY, last_on=MONDAY + timedelta(days=1))
        commands.decide_leave(by=planner, at=AT, leave_id=leave, grants=True)
        commands.plan_week(by=planner, at=AT, starts_on=MONDAY)

        assert {each.on for each in week_of(planner).shifts}.isdisjoint({MONDAY, MONDAY + timedelta(days=1)})


class TestByHand:
    def test_a_shift_is_put_moved_and_taken_out(self):
        planner, people = planned(agents=2)
        first = next(each for each in week_of(planner).shifts if each.party_id == people[0])

        commands.put_shift(by=planner, at=AT, on=first.on, party_id=people[0], begins=600, ends=840)
        put = week_of(planner).of(people[0], first.on)
        assert (put.begins, put.ends, put.breaks) == (600, 840, ((720, 735, "rest"),))

        commands.remove_shift(by=planner, at=AT, on=first.on, party_id=people[0])
        assert week_of(planner).of(people[0], first.on) is None
        with pytest.raises(NotFound):
            commands.remove_shift(by=planner, at=AT, on=first.on, party_id=people[0])

    @pytest.mark.parametrize(
        ("begins", "ends", "fault"),
        [(360, 600, "outside-hours"), (600, 600, "outside-hours"), (420, 1140, "outside-hours")],
    )
    def test_refuses_a_shift_against_a_rule(self, begins, ends, fault):
        planner, people = planned(agents=2)
        before = week_of(planner).shifts

        with pytest.raises(commands.ShiftNotWell) as refusal:
            commands.put_shift(by=planner, at=AT, on=MONDAY, party_id=people[0], begins=begins, ends=ends)
        assert fault in refusal.value.faults
        assert week_of(planner).shifts == before

    def test_refuses_a_sixth_day(self):
        planner, people = planned(agents=1)
        free = next(day for day in week_of(planner).days if week_of(planner).of(people[0], day) is None)

        with pytest.raises(commands.ShiftNotWell) as refusal:
            commands.put_shift(by=planner, at=AT, on=free, party_id=people[0], begins=420, ends=600)
        assert "too-many-days" in refusal.value.faults

    def test_only_agents_only_in_a_draft(self):
        planner, people = planned(agents=1)

        with pytest.raises(NotFound):
            commands.put_shift(by=planner, at=AT, on=MONDAY, party_id=planner.party_id, begins=420, ends=600)
        commands.publish_week(by=planner, at=AT, starts_on=MONDAY)
        with pytest.raises(commands.NoDraft):
            commands.put_shift(by=planner, at=AT, on=MONDAY, party_id=people[0], begins=420, ends=600)


class TestPublishWeek:
    def test_agents_see_it_only_then_and_a_change_only_when_published_again(self):
        remember(until=AT)
        agent, planner = make_agent(), make_planner()
        commands.plan_week(by=planner, at=AT, starts_on=MONDAY)
        assert queries.list_my_shifts(viewer=agent, at=AT, page=PAGE).items == ()

        commands.publish_week(by=planner, at=AT, starts_on=MONDAY)
        mine = queries.list_my_shifts(viewer=agent, at=AT, page=PAGE).items
        assert len(mine) == 5

        commands.change_week(by=planner, at=AT, starts_on=MONDAY)
        commands.remove_shift(by=planner, at=AT, on=mine[0].on, party_id=agent.party_id)
        assert len(queries.list_my_shifts(viewer=agent, at=AT, page=PAGE)) == 5
        commands.publish_week(by=planner, at=AT, starts_on=MONDAY)

        assert [each.version for each in queries.list_my_shifts(viewer=agent, at=AT, page=PAGE)] == [2] * 4
        assert sorted(Week.objects.values_list("version", "state")) == [(1, "replaced"), (2, "in-force")]

    def test_without_a_draft_there_is_nothing_to_publish(self):
        with pytest.raises(commands.NoDraft):
            commands.publish_week(by=make_planner(), at=AT, starts_on=MONDAY)
        with pytest.raises(commands.NoDraft):
            commands.change_week(by=make_planner(), at=AT, starts_on=MONDAY)

    def test_leave_granted_since_shows_as_a_fault(self):
        remember(until=AT)
        agent, planner = make_agent(), make_planner()
        commands.plan_week(by=planner, at=AT, starts_on=MONDAY)
        on = week_of(planner).shifts[0].on
        leave = commands.ask_for_leave(by=agent, at=AT, first_on=on, last_on=on)
        commands.decide_leave(by=planner, at=AT, leave_id=leave, grants=True)

        assert week_of(planner).faults == {agent.party_id: ("on-leave",)}


class TestDatabase:
    def test_holds_that_nobody_is_in_two_shifts_at_once(self):
        (person,) = make_agents(1)
        week = make_week(MONDAY, {(person, 0): (7, 12)}, at=AT, state="draft")

        with pytest.raises(IntegrityError, match="workforce_not_in_two_shifts"), transaction.atomic():
            Shift.objects.create(
                week=week, party_id=person, on=MONDAY + timedelta(days=1), starts_at=moment(MONDAY, 600),
                ends_at=moment(MONDAY, 900),
            )  # fmt: skip

    def test_holds_that_nobody_is_in_two_published_shifts_of_two_weeks(self):
        (person,) = make_agents(1)
        make_week(MONDAY, {(person, 0): (7, 12)}, at=AT)

        with pytest.raises(IntegrityError, match="workforce_not_in_two_in_force"), transaction.atomic():
            other = make_week(MONDAY + timedelta(days=7), {(person, 0): (7, 12)}, at=AT)
            Shift.objects.filter(week=other).update(starts_at=moment(MONDAY, 600), ends_at=moment(MONDAY, 800))

    @pytest.mark.parametrize("state", ["draft", "in-force"])
    def test_holds_one_draft_and_one_in_force(self, state):
        people = make_agents(2)
        make_week(MONDAY, {(people[0], 0): (7, 12)}, at=AT, state=state)

        with pytest.raises(IntegrityError), transaction.atomic():
            make_week(MONDAY, {(people[1], 0): (7, 12)}, at=AT, state=state)

    def test_holds_that_a_week_begins_on_a_monday(self):
        with pytest.raises(IntegrityError, match="workforce_from_a_monday"), transaction.atomic():
            make_week(MONDAY + timedelta(days=1), {(make_agents(1)[0], 0): (7, 12)}, at=AT)
