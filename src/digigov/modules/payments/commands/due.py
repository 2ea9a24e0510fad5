"""Publishing fee tables, and asking for what they say is due."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor, system
from digigov.kernel.published import remembered
from digigov.kernel.references import next_reference
from digigov.modules.audit import commands as audit
from digigov.modules.casework.ports import StepContext
from digigov.modules.payments import errors, rules
from digigov.modules.payments.definitions import Fee, FeeTable
from digigov.modules.payments.models import FeeTableVersion, Payment


@transaction.atomic
def publish_fees(*, by: Actor, at: datetime, service: str, version: int, table: FeeTable) -> None:
    """
    Keep the fees of a version of a service. Harmless when repeated.

    :raises NotAllowed: unless the machine loads the pack, or somebody who may publish services.
    :raises AlreadyPublished: if that version has other fees.
    """
    by.require_loader()
    body = table.model_dump(mode="json", exclude_unset=True)
    kept, is_new = FeeTableVersion.objects.get_or_create(
        service=service, version=version, defaults={"table": body, "published_at": at}
    )
    if not is_new and kept.table != body:
        raise errors.AlreadyPublished
    if is_new:
        audit.record(by=by, at=at, action="payments.fees-published", details={"service": service, "version": version})


@remembered()
def find_fee(service: str, version: int, fee_id: str) -> Fee:
    """:raises FeeUnknown: if that version has no such fee."""
    kept = FeeTableVersion.objects.filter(service=service, version=version).first()
    table = FeeTable.model_validate(kept.table) if kept else FeeTable()
    fee = next((fee for fee in table.fees if fee.id == fee_id), None)
    if fee is None:
        raise errors.FeeUnknown(detail=f"{service} {version} has no fee {fee_id}")
    return fee


@transaction.atomic
def ask_for_payment(*, at: datetime, step: StepContext, fee_id: str) -> UUID | None:
    """What a step asks for: the payment that is now due, or None if the table says zero. Harmless when repeated."""
    fee = find_fee(step.service, step.version, fee_id)
    due = rules.fee_due(fee, step.facts)
    payment, is_new = Payment.objects.get_or_create(
        step_id=step.step_id, defaults={**_of_case(step), "fee": fee_id, **_amount(due, at)}
    )
    if is_new:
        audit.record(
            by=system("payments"),
            at=at,
            action="payments.payment-asked-for",
            subject_id=payment.id,
            case_id=step.case_id,
            details={"fee": fee_id, "amount": str(due)},
        )
    return payment.id if payment.state in Payment.OPEN else None


def _of_case(step: StepContext) -> dict[str, Any]:
    return {
        "case_id": step.case_id,
        "case_reference": step.case_reference,
        "payer_id": step.applicant_id,
        "unit": step.unit,
        "service": step.service,
        "version": step.version,
        "language": step.language,
    }


def _amount(due: Any, at: datetime) -> Mapping[str, Any]:
    is_free = not due
    return {
        "reference": next_reference(kind="P", at=at),
        "amount": due.amount,
        "currency": due.currency,
        "state": Payment.State.FREE if is_free else Payment.State.DUE,
        "due_at": at,
        "settled_at": at if is_free else None,
    }
