"""What payments announce."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from digigov.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(Event):
    payment_id: UUID
    case_id: UUID
    step_id: UUID
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentWaived(Event):
    payment_id: UUID
    case_id: UUID
    step_id: UUID
    waived_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRefused(Event):
    payment_id: UUID
    case_id: UUID
    refused_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDone(Event):
    refund_id: UUID
    payment_id: UUID
    case_id: UUID
    done_at: datetime
