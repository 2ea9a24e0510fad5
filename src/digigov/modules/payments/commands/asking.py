"""Asking the gateway: its state is the one that is shown."""

from datetime import datetime
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.adapters import adapter
from digigov.kernel.errors import NotFound
from digigov.kernel.money import Money
from digigov.modules.payments import policies, ports
from digigov.modules.payments.commands.settling import settle
from digigov.modules.payments.commands.starting import create_session
from digigov.modules.payments.models import Attempt, Difference, GatewayEvent, Payment


def ask_gateway(*, by: Actor, at: datetime, payment_id: UUID) -> None:
    """
    Ask about every attempt of a payment that is not settled yet.

    :raises NotFound: if it is not the actor's to see.
    :raises AdapterFailure: if the gateway does not answer.
    """
    payment = Payment.objects.filter(id=payment_id).first()
    if payment is None:
        raise NotFound
    policies.require_sight(by, payment)
    for attempt in payment.attempts.filter(state__in=Attempt.UNSETTLED).order_by("started_at"):
        ask_attempt(at=at, attempt_id=attempt.id)


def ask_attempt(*, at: datetime, attempt_id: UUID) -> None:
    """Ask about one attempt; one that the gateway may not have heard of is told again, under the same key."""
    attempt = Attempt.objects.select_related("payment").get(id=attempt_id)
    gateway = adapter(ports.SLOT)
    session = gateway.get_session(attempt.session_id) if attempt.session_id else create_session(attempt)
    settle(at=at, attempt_id=attempt.id, session=session)
    if session.state == "paid":
        _compare_messages(attempt_id, session, at)


def _compare_messages(attempt_id: UUID, session: ports.Session, at: datetime) -> None:
    """A message that named another amount than was taken: the state counts, and a person is told."""
    told = GatewayEvent.objects.filter(session_id=session.id, kind="payment.paid")
    for event in told.exclude(body__amount=session.captured.cents):
        Difference.objects.get_or_create(
            kind=Difference.Kind.MESSAGE,
            about=event.sender_id,
            defaults={
                "attempt_id": attempt_id,
                "ours": session.captured.amount,
                "theirs": Money.from_cents(int(event.body["amount"]), session.captured.currency).amount,
                "found_at": at,
            },
        )


def call_back(*, at: datetime, attempt_id: UUID) -> None:
    """Close a card page that nobody should pay on any more. Whatever was paid on it by then goes back."""
    attempt = Attempt.objects.select_related("payment").get(id=attempt_id)
    session_id = attempt.session_id or create_session(attempt).id
    settle(at=at, attempt_id=attempt.id, session=adapter(ports.SLOT).cancel_session(session_id))
