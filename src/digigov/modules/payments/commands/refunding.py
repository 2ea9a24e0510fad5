"""Money goes back."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from digigov.kernel.actor import Actor
from digigov.kernel.adapters import adapter
from digigov.kernel.errors import AdapterFailure, NotFound
from digigov.kernel.events import publish
from digigov.kernel.money import Money
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.payments import errors, events, ledger, policies, ports
from digigov.modules.payments.commands.settling import GATEWAY, order_refund
from digigov.modules.payments.models import Attempt, Difference, Payment, Refund


def left_of(attempt: Attempt) -> Decimal:
    """What was taken and not yet given back or ordered to be."""
    gone = attempt.refunds.exclude(state=Refund.State.FAILED).aggregate(sum=Sum("amount"))["sum"] or 0
    return attempt.captured - gone


@transaction.atomic
def refund(*, by: Actor, at: datetime, payment_id: UUID, amount: Money, note: str) -> UUID:
    """
    An officer gives back some or all of a fee.

    :raises NotAllowed: without ``payments.refund`` in the payment's unit, or for one's own payment.
    :raises CannotBeRefunded: if it is not paid, or not as much is left.
    """
    payment = Payment.objects.select_for_update().filter(id=payment_id).first()
    if payment is None:
        raise NotFound
    policies.require_refund(by, payment)

    attempt = payment.attempts.filter(state=Attempt.State.PAID).first()
    left = Money(left_of(attempt) if attempt else Decimal(0), payment.currency)
    if attempt is None or amount.currency != payment.currency or not 0 < amount.amount <= left.amount:
        raise errors.CannotBeRefunded(most=left)
    made = order_refund(
        attempt=attempt, amount=amount.amount, because="officer", ordered_by=by.name, at=at, note=note[:2000]
    )
    audit.record(
        by=by,
        at=at,
        action="payments.refund-ordered",
        subject_id=payment.id,
        case_id=payment.case_id,
        details={"refund": str(made.id), "amount": str(amount)},
    )
    return made.id


def send_refund(*, at: datetime, refund_id: UUID) -> None:
    """
    Have the gateway give the money back, then book it. Sent again under the same key, it is given once.

    :raises AdapterFailure: if the gateway does not answer now; a job tries again.
    """
    order = Refund.objects.select_related("attempt__payment").get(id=refund_id)
    if order.state != Refund.State.ORDERED:
        return
    try:
        made = adapter(ports.SLOT).refund(
            order.attempt.session_id, key=str(order.id), amount=Money(order.amount, order.attempt.payment.currency)
        )
    except AdapterFailure as failure:
        if failure.temporary:
            raise
        _note_failure(refund_id, at)
        return
    _book(refund_id, made, at)


@transaction.atomic
def _book(refund_id: UUID, made: ports.GatewayRefund, at: datetime) -> None:
    order = Refund.objects.select_for_update().get(id=refund_id)
    if order.state != Refund.State.ORDERED:
        return
    attempt = Attempt.objects.select_related("payment").get(id=order.attempt_id)
    order.state, order.gateway_id, order.done_at = Refund.State.DONE, made.id, made.made_at
    order.save()
    ledger.book(attempt=attempt, amount=made.amount * -1, at=made.made_at, refund=order)
    audit.record(
        by=GATEWAY,
        at=at,
        action="payments.refund-done",
        subject_id=attempt.payment_id,
        case_id=attempt.payment.case_id,
        details={"refund": str(order.id), "amount": str(made.amount)},
    )
    casework.add_entry(
        by=GATEWAY,
        at=at,
        case_id=attempt.payment.case_id,
        kind="refunded",
        values={"amount": str(made.amount.amount), "currency": made.amount.currency},
    )
    publish(
        events.RefundDone(
            refund_id=order.id, payment_id=attempt.payment_id, case_id=attempt.payment.case_id, done_at=at
        )
    )


@transaction.atomic
def _note_failure(refund_id: UUID, at: datetime) -> None:
    order = Refund.objects.select_for_update().get(id=refund_id)
    if order.state == Refund.State.ORDERED:
        order.state = Refund.State.FAILED
        order.save(update_fields=["state"])
        Difference.objects.get_or_create(
            kind=Difference.Kind.REFUND,
            about=str(order.id),
            defaults={"attempt_id": order.attempt_id, "ours": order.amount, "found_at": at},
        )
