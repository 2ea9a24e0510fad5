"""What can be done with papers to sign."""

from digigov.modules.signing.commands.beginning import KindLeftOut, NotAPdf, begin_signing
from digigov.modules.signing.commands.deciding import HasEnded, NotYourTurn, decline, sign
from digigov.modules.signing.commands.drawn import SignedAlready, draw_up, drop_waiting, keep_by_hand, sign_drawn
from digigov.modules.signing.commands.mandates import draw_mandate, sign_mandate
from digigov.modules.signing.commands.plan import load_plan
from digigov.modules.signing.commands.upkeep import StillOpen, forget, lapse, withdraw

__all__ = [
    "HasEnded",
    "KindLeftOut",
    "NotAPdf",
    "NotYourTurn",
    "SignedAlready",
    "StillOpen",
    "begin_signing",
    "decline",
    "draw_mandate",
    "draw_up",
    "drop_waiting",
    "forget",
    "keep_by_hand",
    "lapse",
    "load_plan",
    "sign",
    "sign_drawn",
    "sign_mandate",
    "withdraw",
]
