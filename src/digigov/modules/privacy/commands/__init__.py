"""What can be done with what is held of people: given out, erased at their wish, erased when its time is over."""

from digigov.modules.privacy.commands.erasing import (
    ErasureWaits,
    NoPlan,
    TooLateToChange,
    ask_erasure,
    erase_due,
    erase_rest,
    hold_erasure,
    release_erasure,
    remind_of_erasures,
    replay_erasure,
    withdraw_erasure,
)
from digigov.modules.privacy.commands.export import export, note_copy
from digigov.modules.privacy.commands.plan import load_plan
from digigov.modules.privacy.commands.sweeping import sweep_past

__all__ = [
    "ErasureWaits",
    "NoPlan",
    "TooLateToChange",
    "ask_erasure",
    "erase_due",
    "erase_rest",
    "export",
    "hold_erasure",
    "load_plan",
    "note_copy",
    "release_erasure",
    "remind_of_erasures",
    "replay_erasure",
    "sweep_past",
    "withdraw_erasure",
]
