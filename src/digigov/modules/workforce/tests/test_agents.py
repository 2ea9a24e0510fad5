"""Agents: languages, leave, wishes, swaps, their calendar, adherence; and days that do not count."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from digigov.kernel.errors import InvalidInput, NotAllowed, NotFound
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.workforce import commands, queries
from digigov.modules.workforce.models import Leave, Shift, Swap, Week, Wish
from digigov.modules.workforce.ports import Stretch
from digigov.modules.workforce.testing import (
    InMemory,
    make_agent,
    make_agents,
    make_planner,
    make_week,
    remember,
)

pytestmark = pytest.mark.usefixtures("centre")
AT = datetime(2026, 11, 25, 14, tzinfo=UTC)
MONDAY = date(2026, 11, 30)
TODAY = date(2026, 11, 25)
PAGE = Page(size=100)


def days(number):
    return MONDAY + timedelta(days=number)


class TestSetAgent:
    def test_is_what_planning_knows(self):
        planner, (person,) = make_planner(), make_agents(1)
        commands.set_agent(by=planner, at=AT, party_id=person, languages=["acf", "en", "fr"], weekly_hours=32.5)

        (found,) = queries.list_agents(viewer=planner, at=AT)
        assert (found.languages, found.weekly_hours) == (("en", "acf"), 32.5)

    @pytest.mark.parametrize(("languages", "hours"), [([], 40), (["fr"], 40), (["en"], 0), (["en"], 200)])
    def test_refuses_what_nobody_works(self, languages, hours):
        with pytest.raises(InvalidInput):
            commands.set_agent(
                by=make_planner(), at=AT, party_id=make_agents(1)[0], languages=languages, weekly_hours=hours
            )

    def test_of_no_agent_there_is_nothing(self):
        with pytest.raises(NotFound):
            commands.set_agent(by=make_planner(), at=AT, party_id=new_id(), languages=["en"])


class TestLeave:
    def test_is_asked_granted_and_taken_back(self):
        agent, planner = make_agent(), make_planner()
        leave = commands.ask_for_leave(by=agent, at=AT, first_on=MONDAY, last_on=days(4))
        commands.decide_leave(by=planner, at=AT, leave_id=leave, grants=True)
        assert [each.state for each in queries.list_leaves(viewer=planner, at=AT, page=PAGE)] == ["granted"]

        commands.take_leave_back(by=agent, at=AT, leave_id=leave)
        assert Leave.objects.get().state == "taken-back"
        with pytest.raises(NotFound):
            commands.decide_leave(by=planner, at=AT, leave_id=leave, grants=True)

    def test_not_twice_for_one_day(self):
        agent = make_agent()
        commands.ask_for_leave(by=agent, at=AT, first_on=MONDAY, last_on=days(4))

        with pytest.raises(commands.LeaveOverlaps):
            commands.ask_for_leave(by=agent, at=AT, first_on=days(4), last_on=days(9))
        assert Leave.objects.count() == 1

    def test_nobody_grants_their_own_and_the_database_holds_that(self):
        planner = make_planner()
        mine = Leave.objects.create(
            party_id=planner.party_id, first_on=MONDAY, last_on=MONDAY, state="asked", asked_at=AT
        )

        with pytest.raises(NotAllowed):
            commands.decide_leave(by=planner, at=AT, leave_id=mine.id, grants=True)
        with pytest.raises(IntegrityError, match="leave_by_another"), transaction.atomic():
            Leave.objects.update(state="granted", decided_at=AT, decided_by_id=planner.party_id)

    @pytest.mark.parametrize(("first", "last"), [(-9, 0), (0, -1), (0, 900), (900, 901), (None, 1), (1, None)])
    def test_refuses_days_that_cannot_be(self, first, last):
        first_on, last_on = (each if each is None else days(each) for each in (first, last))

        with pytest.raises(InvalidInput):
            commands.ask_for_leave(by=make_agent(), at=AT, first_on=first_on, last_on=last_on)

    def test_nobody_takes_back_anothers(self):
        leave = commands.ask_for_leave(by=make_agent(), at=AT, first_on=MONDAY, last_on=MONDAY)

        with pytest.raises(NotFound):
            commands.take_leave_back(by=make_agent(), at=AT, leave_id=leave)


class TestSetWish:
    def test_one_for_a_day_and_back(self):
        agent = make_agent()
        for kind in ("off", "late"):
            commands.set_wish(by=agent, at=AT, on=MONDAY, kind=kind)
        assert queries.my_wishes(viewer=agent, at=AT, page=PAGE).items == ((MONDAY, "late"),)

        commands.set_wish(by=agent, at=AT, on=MONDAY, kind="")
        assert not Wish.objects.exists()

    @pytest.mark.parametrize(("on", "kind"), [(TODAY, "off"), (MONDAY, "holiday"), (None, "off")])
    def test_refuses_what_cannot_be_wished(self, on, kind):
        with pytest.raises(InvalidInput):
            commands.set_wish(by=make_agent(), at=AT, on=on, kind=kind)


class TestSwap:
    def two(self, *, mine=(7, 13), theirs=(13, 19), my_day=0, their_day=1):
        ana, ben = make_agent(), make_agent()
        make_week(MONDAY, {(ana.party_id, my_day): mine, (ben.party_id, their_day): theirs}, at=AT)
        return ana, ben

    def ask(self, ana, ben, *, my_day=0, their_day=1):
        return commands.ask_for_swap(by=ana, at=AT, on=days(my_day), other_id=ben.party_id, other_on=days(their_day))

    def test_two_agree_and_the_manager_says_yes(self):
        (ana, ben), planner = self.two(), make_planner()
        swap = self.ask(ana, ben)
        commands.answer_swap(by=ben, at=AT, swap_id=swap, agrees=True)
        assert len(queries.list_swaps(viewer=planner, at=AT, page=PAGE)) == 1
        commands.decide_swap(by=planner, at=AT, swap_id=swap, grants=True)

        (hers,) = queries.list_my_shifts(viewer=ana, at=AT, page=PAGE)
        assert (hers.on, hers.begins, hers.version) == (days(1), 13 * 60, 2)
        assert list(Week.objects.order_by("version").values_list("state", "why")) == [
            ("replaced", "planned"), ("in-force", "swapped"),
        ]  # fmt: skip

    def test_on_one_day(self):
        (ana, ben), planner = self.two(their_day=0), make_planner()
        swap = self.ask(ana, ben, their_day=0)
        commands.answer_swap(by=ben, at=AT, swap_id=swap, agrees=True)
        commands.decide_swap(by=planner, at=AT, swap_id=swap, grants=True)

        assert [each.begins for each in queries.list_my_shifts(viewer=ana, at=AT, page=PAGE)] == [13 * 60]

    def test_a_draft_of_the_week_stays(self):
        (ana, ben), planner = self.two(), make_planner()
        commands.change_week(by=planner, at=AT, starts_on=MONDAY)
        swap = self.ask(ana, ben)
        commands.answer_swap(by=ben, at=AT, swap_id=swap, agrees=True)
        commands.decide_swap(by=planner, at=AT, swap_id=swap, grants=True)

        assert sorted(Week.objects.values_list("state", flat=True)) == ["draft", "in-force", "replaced"]

    def test_without_the_others_yes_the_manager_decides_nothing(self):
        ana, ben = self.two()
        swap = self.ask(ana, ben)

        with pytest.raises(NotFound):
            commands.decide_swap(by=make_planner(), at=AT, swap_id=swap, grants=True)
        with pytest.raises(NotFound):
            commands.answer_swap(by=ana, at=AT, swap_id=swap, agrees=True)

    def test_a_no_changes_nothing(self):
        (ana, ben), planner = self.two(), make_planner()
        swap = self.ask(ana, ben)
        commands.answer_swap(by=ben, at=AT, swap_id=swap, agrees=True)
        commands.decide_swap(by=planner, at=AT, swap_id=swap, grants=False)

        assert Swap.objects.get().state == "refused"
        assert Week.objects.count() == 1

    def test_whoever_works_on_both_days_takes_no_second_shift(self):
        ana, ben = make_agent(), make_agent()
        make_week(MONDAY, {(ana.party_id, 0): (7, 9), (ana.party_id, 1): (7, 9), (ben.party_id, 1): (13, 19)}, at=AT)

        with pytest.raises(commands.NotTheirShifts):
            self.ask(ana, ben)

    def test_a_plan_that_changed_meanwhile_is_not_changed_blindly(self):
        (ana, ben), planner = self.two(), make_planner()
        swap = self.ask(ana, ben)
        commands.answer_swap(by=ben, at=AT, swap_id=swap, agrees=True)
        Shift.objects.filter(party_id=ben.party_id).delete()

        with pytest.raises(commands.NotTheirShifts):
            commands.decide_swap(by=planner, at=AT, swap_id=swap, grants=True)
        assert Swap.objects.get().state == "agreed"

    def test_not_against_a_rule(self):
        ana, ben, planner = make_agent(), make_agent(), make_planner()
        week = {(ana.party_id, 0): (7, 9), (ben.party_id, 4): (8, 9), (ben.party_id, 3): (8, 9)}
        make_week(MONDAY, week, at=AT)
        leave = commands.ask_for_leave(by=ana, at=AT, first_on=days(4), last_on=days(4))
        commands.decide_leave(by=planner, at=AT, leave_id=leave, grants=True)
        swap = self.ask(ana, ben, their_day=4)
        commands.answer_swap(by=ben, at=AT, swap_id=swap, agrees=True)

        with pytest.raises(commands.ShiftNotWell) as refusal:
            commands.decide_swap(by=planner, at=AT, swap_id=swap, grants=True)
        assert refusal.value.faults == ("on-leave",)
        assert Week.objects.count() == 1

    def test_one_wish_for_a_shift_at_a_time_and_it_can_be_taken_back(self):
        ana, ben = self.two()
        swap = self.ask(ana, ben)
        with pytest.raises(commands.SwapOpen):
            self.ask(ana, ben)
        commands.take_swap_back(by=ana, at=AT, swap_id=swap)

        self.ask(ana, ben)

    @pytest.mark.parametrize(("on", "other_on"), [(TODAY, days(1)), (days(0), days(8))])
    def test_refuses_days_that_have_begun_or_two_weeks(self, on, other_on):
        ana, ben = self.two()

        with pytest.raises(InvalidInput):
            commands.ask_for_swap(by=ana, at=AT, on=on, other_id=ben.party_id, other_on=other_on)

    def test_not_with_oneself(self):
        ana, _ben = self.two()

        with pytest.raises(InvalidInput):
            commands.ask_for_swap(by=ana, at=AT, on=days(0), other_id=ana.party_id, other_on=days(1))


class TestFeed:
    def test_opens_with_its_secret_alone_and_the_one_before_works_no_more(self):
        agent = make_agent()
        make_week(MONDAY, {(agent.party_id, 0): (7, 12)}, at=AT)
        old, new = (commands.make_feed(by=agent, at=AT) for _each in range(2))

        assert queries.shifts_by_feed(secret=old, at=AT) is None
        assert queries.shifts_by_feed(secret="", at=AT) is None
        assert [each.on for each in queries.shifts_by_feed(secret=new, at=AT)] == [MONDAY]

    def test_shows_no_draft_and_nothing_to_whoever_left_the_post(self):
        agent = make_agent()
        make_week(MONDAY, {(agent.party_id, 0): (7, 12)}, at=AT, state="draft")
        secret = commands.make_feed(by=agent, at=AT)
        assert queries.shifts_by_feed(secret=secret, at=AT) == ()

        left = AT.replace(year=2024)  # before the post was held
        assert queries.shifts_by_feed(secret=secret, at=left) is None


class TestLeftOutDays:
    def test_a_storm_counts_no_more_and_then_again(self):
        remember(until=AT)
        planner, storm = make_planner(), date(2026, 11, 12)
        commands.leave_out_day(by=planner, at=AT, on=storm, reason="Hurricane")
        assert [each.on for each in queries.list_left_out(viewer=planner, page=PAGE)] == [storm]
        found = queries.get_forecast(viewer=planner, at=AT, on=MONDAY)
        assert found.models["voice"].days == 27

        commands.take_day_back(by=planner, at=AT, on=storm)
        assert queries.get_forecast(viewer=planner, at=AT, on=MONDAY).models["voice"].days == 28
        with pytest.raises(NotFound):
            commands.take_day_back(by=planner, at=AT, on=storm)

    @pytest.mark.parametrize(
        ("on", "reason"), [(None, "x"), (TODAY, "x"), (date(2026, 11, 1), " "), (date(2026, 11, 1), "x" * 201)]
    )
    def test_refuses_a_day_ahead_or_no_reason(self, on, reason):
        with pytest.raises(InvalidInput):
            commands.leave_out_day(by=make_planner(), at=AT, on=on, reason=reason)


class TestAdherence:
    def test_the_manager_and_the_agent_see_the_same(self):
        agent, planner = make_agent(), make_planner()
        make_week(date(2026, 11, 23), {(agent.party_id, 1): (7, 12)}, at=AT)
        tuesday = date(2026, 11, 24)
        begun = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
        InMemory.seen[agent.party_id, tuesday] = [Stretch("ready", begun, begun + timedelta(hours=4, minutes=30))]

        (hers,) = queries.list_my_adherence(viewer=agent, at=AT, page=PAGE)
        (seen,) = queries.list_adherence(viewer=planner, at=AT, on=tuesday, page=PAGE)
        assert hers == seen
        assert (hers.found.late, hers.found.early, hers.found.kept) == (30, 0, 0.9)

    def test_each_asks_for_a_right(self):
        with pytest.raises(NotAllowed):
            queries.list_adherence(viewer=make_agent(), at=AT, on=TODAY, page=PAGE)
        with pytest.raises(NotAllowed):
            queries.list_my_adherence(viewer=make_planner(), at=AT, page=PAGE)


class TestPlayDay:
    def test_plays_the_day_as_it_is_planned(self):
        remember(until=AT, calls=8, chats=1)
        planner, _people = make_planner(), make_agents(10)
        commands.plan_week(by=planner, at=AT, starts_on=MONDAY)
        found = queries.play_day(viewer=planner, at=AT, on=MONDAY, days=60)

        assert found.is_draft
        assert found.promise.overloaded == 0
        assert found.patient.share == pytest.approx(found.promise.voice, abs=0.03)
        assert found.impatient.share >= found.patient.share - 0.01
        assert found.contacts == pytest.approx(12 * 24, rel=0.02)

    def test_without_a_plan_there_is_nothing_to_play(self):
        remember(until=AT)

        assert queries.play_day(viewer=make_planner(), at=AT, on=MONDAY) is None
