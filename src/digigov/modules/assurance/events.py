"""What assurance announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from digigov.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProved(Event):
    """We know who this person is; ``written_down_as`` is what a counter knew the same person as, if it did."""

    party_id: UUID
    level: int
    written_down_as: UUID | None
    proved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofEnded(Event):
    """What showed who this person is counts no more: it was withdrawn, or the person has died."""

    party_id: UUID
    ended_at: datetime
