"""Who may have somebody's data erased, who may hold it up, and who reads what was destroyed."""

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.privacy.definitions import Whose

OVERSEE = "privacy.oversee"  # the data protection officer's


def require_self(by: Actor, whose: Whose) -> None:
    """:raises NotAllowed: unless it is that person, signed in and at their own business."""
    if by.party_id is None or by.party_id != whose.party_id:
        raise NotAllowed


def require_overseer(by: Actor) -> None:
    """:raises NotAllowed: unless it is a data protection officer."""
    by.require(OVERSEE)
