"""What can be done: weeks, agents, leave and wishes, swaps, days that do not count."""

from digigov.modules.workforce.commands.agents import make_feed, set_agent
from digigov.modules.workforce.commands.days import leave_out_day, take_day_back
from digigov.modules.workforce.commands.leaves import (
    LeaveOverlaps,
    ask_for_leave,
    decide_leave,
    set_wish,
    take_leave_back,
)
from digigov.modules.workforce.commands.swaps import (
    NotTheirShifts,
    SwapOpen,
    answer_swap,
    ask_for_swap,
    decide_swap,
    take_swap_back,
)
from digigov.modules.workforce.commands.weeks import (
    NoDraft,
    NothingToPlanFrom,
    WeekIsOver,
    change_week,
    plan_week,
    publish_week,
)
from digigov.modules.workforce.commands.weeks_by_hand import FAULTS, ShiftNotWell, put_shift, remove_shift

__all__ = [
    "FAULTS",
    "LeaveOverlaps",
    "NoDraft",
    "NotTheirShifts",
    "NothingToPlanFrom",
    "ShiftNotWell",
    "SwapOpen",
    "WeekIsOver",
    "answer_swap",
    "ask_for_leave",
    "ask_for_swap",
    "change_week",
    "decide_leave",
    "decide_swap",
    "leave_out_day",
    "make_feed",
    "plan_week",
    "publish_week",
    "put_shift",
    "remove_shift",
    "set_agent",
    "set_wish",
    "take_day_back",
    "take_leave_back",
    "take_swap_back",
]
