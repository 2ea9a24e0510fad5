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
class VisitsEnded(Event):
    """Visits of an account that were ended by its owner, a new password or a counter; by the names that others know them by."""

    account_id: UUID
    visits: list[str]
    ended_at: datetime
