"""What can be done with papers to sign."""

from digigov.modules.signing.commands.beginning import KindLeftOut, NotAPdf, begin_signing
from digigov.modules.signing.commands.deciding import HasEnded, NotYourTurn, decline, sign
from digigov.modules.signing.commands.plan import load_plan
from digigov.modules.signing.commands.upkeep import StillOpen, forget, lapse, withdraw

__all__ = [
    "HasEnded",
    "KindLeftOut",
    "NotAPdf",
    "NotYourTurn",
    "StillOpen",
    "begin_signing",
    "decline",
    "forget",
    "lapse",
    "load_plan",
    "sign",
    "withdraw",
]
