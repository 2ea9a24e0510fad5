"""Two agents with shifts, leave and wishes to change; a plan in force and a draft; a day that does not count; and who plans."""

from datetime import timedelta
from typing import Any

from digigov.kernel.clock import local_date
from digigov.modules.workforce import commands as workforce
from digigov.modules.workforce.testing import a_centre, make_agent, make_planner, make_week, remember

__all__ = ["a_centre", "make_centre"]


def make_centre(world: Any, *, at: Any) -> None:
    remember(until=at, weeks=3)
    today = local_date(at)
    world.planner, world.shift_agent, world.second_agent = make_planner(), make_agent(), make_agent()
    world.monday = today - timedelta(days=today.weekday()) + timedelta(days=14)
    world.draft_monday = world.monday + timedelta(days=7)
    world.free_day, world.past_day = world.monday + timedelta(days=30), today - timedelta(days=4)
    world.storm_day = today - timedelta(days=9)
    one, other = world.shift_agent.party_id, world.second_agent.party_id
    make_week(world.monday, {(one, 1): (7, 9), (one, 2): (7, 9), (other, 0): (7, 9), (other, 3): (7, 9)}, at=at)
    make_week(world.draft_monday, {(one, 0): (7, 9)}, at=at, state="draft")
    workforce.leave_out_day(by=world.planner, at=at, on=world.storm_day, reason="Storm")
    world.leave_id = workforce.ask_for_leave(
        by=world.second_agent, at=at, first_on=world.free_day, last_on=world.free_day
    )
    workforce.set_wish(by=world.second_agent, at=at, on=world.free_day, kind="off")
    workforce.set_agent(by=world.planner, at=at, party_id=other, languages=["en"])
    world.agreed_swap_id = workforce.ask_for_swap(
        by=world.shift_agent, at=at, on=world.monday + timedelta(days=1), other_id=other, other_on=world.monday
    )
    workforce.answer_swap(by=world.second_agent, at=at, swap_id=world.agreed_swap_id, agrees=True)
    third = make_agent()
    make_week(world.draft_monday, {(third.party_id, 1): (7, 9), (other, 2): (7, 9)}, at=at)
    world.asked_swap_id = workforce.ask_for_swap(
        by=third, at=at, on=world.draft_monday + timedelta(days=1), other_id=other,
        other_on=world.draft_monday + timedelta(days=2),
    )  # fmt: skip
