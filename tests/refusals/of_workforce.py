"""The contact centre's shifts: who plans, and who asks for themself."""

from datetime import timedelta

from digigov.modules.workforce import commands as workforce
from tests.refusals.trial import Trial
from tests.refusals.world import AT

WORKFORCE = {
    "answer_swap": Trial(
        lambda w, by: workforce.answer_swap(by=by, at=AT, swap_id=w.asked_swap_id, agrees=True), by="second_agent"
    ),
    "ask_for_leave": Trial(
        lambda w, by: workforce.ask_for_leave(by=by, at=AT, first_on=w.free_day, last_on=w.free_day), by="shift_agent"
    ),
    "ask_for_swap": Trial(
        lambda w, by: workforce.ask_for_swap(
            by=by, at=AT, on=w.monday + timedelta(days=2), other_id=w.second_agent.party_id, other_on=w.monday
        ),
        by="shift_agent",
    ),
    "change_week": Trial(lambda w, by: workforce.change_week(by=by, at=AT, starts_on=w.monday), by="planner"),
    "decide_leave": Trial(
        lambda w, by: workforce.decide_leave(by=by, at=AT, leave_id=w.leave_id, grants=True), by="planner"
    ),
    "decide_swap": Trial(
        lambda w, by: workforce.decide_swap(by=by, at=AT, swap_id=w.agreed_swap_id, grants=True), by="planner"
    ),
    "leave_out_day": Trial(
        lambda w, by: workforce.leave_out_day(by=by, at=AT, on=w.past_day, reason="Hurricane"), by="planner"
    ),
    "make_feed": Trial(lambda w, by: workforce.make_feed(by=by, at=AT), by="shift_agent"),
    "plan_week": Trial(lambda w, by: workforce.plan_week(by=by, at=AT, starts_on=w.monday), by="planner"),
    "publish_week": Trial(lambda w, by: workforce.publish_week(by=by, at=AT, starts_on=w.draft_monday), by="planner"),
    "put_shift": Trial(
        lambda w, by: workforce.put_shift(
            by=by, at=AT, on=w.draft_monday, party_id=w.shift_agent.party_id, begins=420, ends=600
        ),
        by="planner",
    ),
    "remove_shift": Trial(
        lambda w, by: workforce.remove_shift(by=by, at=AT, on=w.draft_monday, party_id=w.shift_agent.party_id),
        by="planner",
    ),
    "set_agent": Trial(
        lambda w, by: workforce.set_agent(by=by, at=AT, party_id=w.shift_agent.party_id, languages=["acf"]),
        by="planner",
    ),
    "set_wish": Trial(lambda w, by: workforce.set_wish(by=by, at=AT, on=w.free_day, kind="late"), by="shift_agent"),
    "take_day_back": Trial(lambda w, by: workforce.take_day_back(by=by, at=AT, on=w.storm_day), by="planner"),
    "take_leave_back": Trial(
        lambda w, by: workforce.take_leave_back(by=by, at=AT, leave_id=w.leave_id), by="second_agent"
    ),
    "take_swap_back": Trial(
        lambda w, by: workforce.take_swap_back(by=by, at=AT, swap_id=w.agreed_swap_id), by="shift_agent"
    ),
}
