"""What casework announces."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from digigov.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Event):
    case_id: UUID
    reference: str
    service: str
    version: int
    unit: str
    applicant_id: UUID | None
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepStarted(Event):
    case_id: UUID
    step_id: UUID
    step: str
    type: str
    service: str
    version: int
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFinished(Event):
    case_id: UUID
    step_id: UUID
    step: str
    type: str
    outcome: str
    service: str
    version: int
    finished_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHandedOver(Event):
    """The case is another person's now: ``from_party_id`` is None when it was nobody's."""

    case_id: UUID
    from_party_id: UUID | None
    to_party_id: UUID
    handed_over_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Event):
    """``outcome``: granted, refused, withdrawn, lapsed or closed; ``at_step``: the step in which it was decided."""

    case_id: UUID
    outcome: str
    service: str
    version: int
    at_step: str
    closed_at: datetime
