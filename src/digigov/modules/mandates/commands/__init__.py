"""What can be done about acting for others."""

from digigov.modules.mandates.commands.children import NotParent, claim_child
from digigov.modules.mandates.commands.directors import NotDirector, claim_firm
from digigov.modules.mandates.commands.ending import end, end_all_of, lapse
from digigov.modules.mandates.commands.offering import (
    NoPhone,
    NoSuchOffer,
    NotMeant,
    Offer,
    accept,
    check_offer,
    confirm_call,
    decline,
    offer,
    offer_by_call,
)
from digigov.modules.mandates.commands.plan import load_plan
from digigov.modules.mandates.commands.rechecking import recheck_firms, recheck_parents
from digigov.modules.mandates.commands.recording import MandateLapsed, Seen, confirm, record
from digigov.modules.mandates.commands.reviews import undo_decision
from digigov.modules.mandates.commands.writing import ActsAlready, NotKnown, TooManyMandates
from digigov.modules.mandates.reading import RegisterDown

__all__ = [
    "ActsAlready",
    "MandateLapsed",
    "NoPhone",
    "NoSuchOffer",
    "NotDirector",
    "NotKnown",
    "NotMeant",
    "NotParent",
    "Offer",
    "RegisterDown",
    "Seen",
    "TooManyMandates",
    "accept",
    "check_offer",
    "claim_child",
    "claim_firm",
    "confirm",
    "confirm_call",
    "decline",
    "end",
    "end_all_of",
    "lapse",
    "load_plan",
    "offer",
    "offer_by_call",
    "recheck_firms",
    "recheck_parents",
    "record",
    "undo_decision",
]
