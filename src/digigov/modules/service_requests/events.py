"""What is announced of requests."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from digigov.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOpened(Event):
    """``owner`` is the unit that stays owner towards the citizen, ``owner_agent`` the person there, if one took it."""

    request_id: UUID
    reference: str
    category: str
    unit: str
    owner: str
    owner_agent: UUID | None
    reporter_id: UUID | None
    channel: str
    opened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAcknowledged(Event):
    request_id: UUID
    reference: str
    unit: str
    acknowledged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestClosed(Event):
    """The ministry says that it is done, with evidence; the citizen's yes, no or silence is awaited until ``confirm_by``."""

    request_id: UUID
    reference: str
    unit: str
    closed_at: datetime
    confirm_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReopened(Event):
    """``channel``: by which way the citizen said that it is not done."""

    request_id: UUID
    reference: str
    unit: str
    channel: str
    reopened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestConfirmed(Event):
    """It is closed: ``said`` is ``yes`` or ``silent``."""

    request_id: UUID
    reference: str
    unit: str
    said: str
    confirmed_at: datetime
