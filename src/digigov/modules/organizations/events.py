"""What organizations announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from digigov.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLeft(Event):
    """Somebody holds a post no more, as of now; what ends on a day to come is asked for with ``list_left``."""

    party_id: UUID
    left_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeDeclared(Event):
    """Two people are kin: neither may decide for the other from now on."""

    party_id: UUID
    relative_id: UUID
