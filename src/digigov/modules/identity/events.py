"""What identity announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from digigov.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountWasHeld(Event):
    """The owner said that somebody else used the account: whatever it has open anywhere is to end."""

    account_id: UUID
    held_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOutEverywhere(Event):
    """Nothing of the account is to stay open but ``kept``, also of visits whose time was over long before."""

    account_id: UUID
    kept: str  # the visit that goes on, by the name that others know it by; '' for none
    ended_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsEnded(Event):
    """Visits of an account that were ended by its owner, a new password or a counter; by the names that others know them by."""

    account_id: UUID
    visits: list[str]
    ended_at: datetime
