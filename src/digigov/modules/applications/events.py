"""What is announced of applications."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from digigov.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSubmitted(Event):
    application_id: UUID
    case_id: UUID
    service: str
    version: int
    submitted_at: datetime
