"""What the gateway says about an attempt becomes what we know. The only place where a payment becomes paid."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import system
from digigov.kernel.events import publish
from digigov.kernel.queue import later
from digigov.modules.audit import commands as audit
from digigov.modules.payments import events, ledger, ports, receipts
from digigov.modules.payments.models import Attempt, Difference, Payment, Refund

GATEWAY = system("card-gateway")


@transaction.atomic
def settle(*, at: datetime, attempt_id: UUID, session: ports.Session) -> None:
    """
    Take over the gateway's own state of a session. Harmless when repeated, in any order, by several at once.

    Money that was taken is always booked: as the fee, as surplus that goes back when nothing is due any more, or as an
    amount that a person must look at when it is not the one that was due.
    """
    payment = Payment.objects.select_for_update().get(
        id=Attempt.objects.values("payment_id").get(id=attempt_id)["payment_id"]
    )
    attempt = Attempt.objects.select_for_update().get(id=attempt_id)
    attempt.payment = payment
    attempt.session_id, attempt.asked_at = session.id, at
    if attempt.state in Attempt.TOOK_MONEY:
        attempt.save(update_fields=["session_id", "asked_at"])
        return
    attempt.brand, attempt.last4, attempt.failure = session.brand, session.last4, session.failure
    if session.state == "paid":
        attempt.captured, attempt.settled_at = session.captured.amount, session.settled_at or at
        _take_money(payment, attempt, session, at)
    else:
        _note_state(payment, attempt, session)


def _note_state(payment: Payment, attempt: Attempt, session: ports.Session) -> None:
    """No money was taken, or not yet."""
    attempt.state = session.state
    if attempt.state not in Attempt.UNSETTLED:
        attempt.settled_at = session.settled_at
    attempt.save()
    is_over = not payment.attempts.filter(state__in=Attempt.UNSETTLED).exists()
    if payment.state == Payment.State.STARTED and is_over:
        payment.state = Payment.State.FAILED
        payment.save(update_fields=["state"])


def _take_money(payment: Payment, attempt: Attempt, session: ports.Session, at: datetime) -> None:
    is_exact = (session.captured, session.amount, session.reference) == (
        payment.money,
        payment.money,
        payment.reference,
    )
    if payment.state not in Payment.OPEN:
        _give_back(attempt, session, at)
    elif not is_exact:
        _hold(payment, attempt, session, at)
    else:
        _receive(payment, attempt, session, at)
    audit.record(
        by=GATEWAY,
        at=at,
        action=f"payments.money-taken-{attempt.state}",
        subject_id=payment.id,
        case_id=payment.case_id,
        details={"attempt": str(attempt.id), "amount": str(session.captured)},
    )


def _receive(payment: Payment, attempt: Attempt, session: ports.Session, at: datetime) -> None:
    attempt.state = Attempt.State.PAID
    attempt.save()
    payment.state, payment.settled_at = Payment.State.PAID, at
    payment.save(update_fields=["state", "settled_at"])
    ledger.book(attempt=attempt, amount=session.captured, at=attempt.settled_at or at)
    receipts.issue(payment, at=at)
    later("payments.pass_on", payment_id=payment.id)
    call_back_open_attempts(payment)
    publish(
        events.PaymentReceived(payment_id=payment.id, case_id=payment.case_id, step_id=payment.step_id, received_at=at)
    )


def _hold(payment: Payment, attempt: Attempt, session: ports.Session, at: datetime) -> None:
    attempt.state = Attempt.State.MISMATCH
    attempt.save()
    payment.state = Payment.State.HELD
    payment.save(update_fields=["state"])
    ledger.book(attempt=attempt, amount=session.captured, at=attempt.settled_at or at)
    Difference.objects.get_or_create(
        kind=Difference.Kind.AMOUNT,
        about=str(attempt.id),
        defaults={
            "attempt": attempt,
            "ours": payment.amount,
            "theirs": session.captured.amount,
            "found_at": at,
        },
    )


def _give_back(attempt: Attempt, session: ports.Session, at: datetime) -> None:
    """Paid a second time, or when nothing was due any more."""
    attempt.state = Attempt.State.SURPLUS
    attempt.save()
    ledger.book(attempt=attempt, amount=session.captured, at=attempt.settled_at or at)
    order_refund(attempt=attempt, amount=attempt.captured, because="surplus", ordered_by="system", at=at)


def order_refund(*, attempt: Attempt, amount, because: str, ordered_by: str, at: datetime, note: str = "") -> Refund:
    """Write the intent; a job sends it."""
    refund = Refund.objects.create(
        attempt=attempt, amount=amount, because=because, note=note, ordered_by=ordered_by[:120], ordered_at=at
    )
    later("payments.send_refund", refund_id=refund.id)
    return refund


def call_back_open_attempts(payment: Payment) -> None:
    """Card pages that are still open somewhere shall not take money any more."""
    calls = [{"attempt_id": found.id} for found in payment.attempts.filter(state__in=Attempt.UNSETTLED).only("id")]
    if calls:
        later("payments.call_back", *calls)
