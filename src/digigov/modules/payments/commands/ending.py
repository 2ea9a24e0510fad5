"""How a payment ends: the case is told, or it goes on or ends without it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import system
from digigov.kernel.money import Money
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.payments import rules
from digigov.modules.payments.commands.due import find_fee
from digigov.modules.payments.commands.refunding import left_of
from digigov.modules.payments.commands.settling import call_back_open_attempts, order_refund
from digigov.modules.payments.models import Attempt, Payment

HERE = system("payments")


@transaction.atomic
def pass_on(*, at: datetime, payment_id: UUID) -> None:
    """Tell the case that its fee is paid or waived. Harmless when repeated."""
    payment = Payment.objects.select_for_update().get(id=payment_id)
    if payment.passed_on_at is not None or payment.state not in (Payment.State.PAID, Payment.State.WAIVED):
        return
    is_paid = payment.state == Payment.State.PAID
    fact = {
        "amount": str(payment.amount if is_paid else "0.00"),
        "currency": payment.currency,
        "payment": payment.reference,
        "receipt": payment.receipt.reference if is_paid else None,
        "waived": not is_paid,
    }
    casework.add_entry(
        by=HERE,
        at=at,
        case_id=payment.case_id,
        kind="paid" if is_paid else "waived",
        values={**fact, "fee": payment.fee},
    )
    casework.finish_step(by=HERE, at=at, step_id=payment.step_id, outcome="paid", facts={"fees": {payment.fee: fact}})
    payment.passed_on_at = at
    payment.save(update_fields=["passed_on_at"])


@transaction.atomic
def settle_left_step(*, at: datetime, step_id: UUID) -> None:
    """
    The case has left the step otherwise than by paying: what is open there is no longer due, and what was paid in the same
    moment goes back whole. Harmless when repeated.
    """
    for payment in Payment.objects.select_for_update().filter(step_id=step_id):
        if payment.state in Payment.OPEN:
            _cancel(payment, at)
        elif payment.state == Payment.State.PAID:
            attempt = payment.attempts.get(state=Attempt.State.PAID)
            _order_once(attempt, left_of(attempt), "too-late", at)


@transaction.atomic
def hand_over_payments(*, at: datetime, case_id: UUID, to_party_id: UUID) -> None:
    """The case is another person's now, and so is what it costs. Harmless when repeated."""
    for payment in Payment.objects.select_for_update().filter(case_id=case_id).exclude(payer_id=to_party_id):
        payment.payer_id = to_party_id
        payment.save(update_fields=["payer_id"])
        audit.record(by=HERE, at=at, action="payments.payer-changed", subject_id=payment.id, case_id=case_id)


@transaction.atomic
def settle_closed_case(*, at: datetime, case_id: UUID, outcome: str, at_step: str | None) -> None:
    """The case has ended: open payments are no longer due, paid ones go back by their rule. Harmless when repeated."""
    for payment in Payment.objects.select_for_update().filter(case_id=case_id).order_by("id"):
        if payment.state in Payment.OPEN:
            _cancel(payment, at)
        elif payment.state == Payment.State.PAID:
            _refund_by_rule(payment, outcome, at_step, at)


def _cancel(payment: Payment, at: datetime) -> None:
    payment.settled_at = at
    if payment.state != Payment.State.HELD:  # there money was taken, and a person decides
        payment.state = Payment.State.CANCELLED
    payment.save(update_fields=["state", "settled_at"])
    call_back_open_attempts(payment)
    audit.record(by=HERE, at=at, action="payments.payment-cancelled", subject_id=payment.id, case_id=payment.case_id)


def _refund_by_rule(payment: Payment, outcome: str, at_step: str | None, at: datetime) -> None:
    fee = find_fee(payment.service, payment.version, payment.fee)
    attempt = payment.attempts.get(state=Attempt.State.PAID)
    earlier = attempt.refunds.values_list("because", flat=True)
    left = Money(left_of(attempt), payment.currency)
    back = rules.back_by_rule(fee, payment.money, left=left, earlier=earlier, on=outcome, at_step=at_step)
    _order_once(attempt, back.amount, outcome, at)


def _order_once(attempt: Attempt, amount: Decimal, because: str, at: datetime) -> None:
    if amount > 0 and not attempt.refunds.filter(because=because).exists():
        order_refund(attempt=attempt, amount=amount, because=because, ordered_by=HERE.name, at=at)
