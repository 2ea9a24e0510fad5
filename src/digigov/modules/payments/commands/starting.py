"""The payer goes to the card page."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.adapters import adapter
from digigov.kernel.errors import AdapterFailure, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.payments import errors, policies, ports
from digigov.modules.payments.commands.due import find_fee
from digigov.modules.payments.commands.settling import settle
from digigov.modules.payments.models import Attempt, Payment

log = logging.getLogger(__name__)
SESSION_MINUTES = 30
PATIENCE = timedelta(minutes=10)  # how long a bank may think before the payer may try another card


def start_payment(*, by: Actor, at: datetime, payment_id: UUID, return_url: str) -> str:
    """
    Write down that somebody wants to pay, then ask the gateway for a page and return its address.

    Pressed twice, or in two tabs, it leads to the same page. A page that is used up makes room for a new try.

    :raises NotAllowed: if it is somebody else's to pay.
    :raises AlreadyPaid, NothingToPay, BankHasNotAnswered, PersonIsLooking: if there is nothing to be paid now.
    :raises CardPaymentsAreDown: if the gateway does not answer; nothing is charged.
    """
    for _ in range(2):
        attempt = _open_attempt(by=by, at=at, payment_id=payment_id, return_url=return_url)
        try:
            session = create_session(attempt)
        except AdapterFailure as failure:
            log.warning("no card page for attempt %s: %s", attempt.id, failure.reason)
            raise errors.CardPaymentsAreDown from failure
        settle(at=at, attempt_id=attempt.id, session=session)
        if session.state == "open":
            return session.url
    raise errors.CardPaymentsAreDown


def create_session(attempt: Attempt) -> ports.Session:
    """The gateway's page for this attempt, the same each time. Never inside a transaction. :raises AdapterFailure:"""
    return adapter(ports.SLOT).create_session(
        key=str(attempt.id),
        amount=attempt.payment.money,
        reference=attempt.payment.reference,
        description=attempt.description,
        return_url=attempt.return_url,
        minutes=SESSION_MINUTES,
    )


@transaction.atomic(durable=True)
def _open_attempt(*, by: Actor, at: datetime, payment_id: UUID, return_url: str) -> Attempt:
    payment = Payment.objects.select_for_update().filter(id=payment_id).first()
    if payment is None:
        raise NotFound
    policies.require_payer(by, payment)
    _require_due(payment, at)

    known = payment.attempts.filter(state__in=[Attempt.State.INTENDED, Attempt.State.OPEN]).first()
    if known is not None:
        return known
    attempt = Attempt.objects.create(
        payment=payment,
        description=find_fee(payment.service, payment.version, payment.fee).label[:200],
        return_url=return_url,
        started_at=at,
    )
    payment.state = Payment.State.STARTED
    payment.save(update_fields=["state"])
    audit.record(
        by=by, at=at, action="payments.payment-started", subject_id=payment.id, case_id=payment.case_id,
        details={"attempt": str(attempt.id)},
    )  # fmt: skip
    return attempt


def _require_due(payment: Payment, at: datetime) -> None:
    if payment.state == Payment.State.PAID:
        raise errors.AlreadyPaid
    if payment.state == Payment.State.HELD:
        raise errors.PersonIsLooking
    if payment.state not in Payment.OPEN:
        raise errors.NothingToPay
    if payment.attempts.filter(state=Attempt.State.PENDING, started_at__gt=at - PATIENCE).exists():
        raise errors.BankHasNotAnswered
