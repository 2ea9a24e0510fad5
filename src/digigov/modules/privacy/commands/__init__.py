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
    withdraw_erasure,
)
from digigov.modules.privacy.commands.export import export, note_copy
from digigov.modules.privacy.commands.notes import note_erasures, put_erasure_back
from digigov.modules.privacy.commands.people import forget_people
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
    "forget_people",
    "hold_erasure",
    "load_plan",
    "note_copy",
    "note_erasures",
    "put_erasure_back",
    "release_erasure",
    "remind_of_erasures",
    "sweep_past",
    "withdraw_erasure",
]
