"""What documents announce."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from digigov.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssued(Event):
    document_id: UUID
    reference: str
    case_id: UUID | None
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRevoked(Event):
    document_id: UUID
    reference: str
    case_id: UUID | None
    revoked_at: datetime
