"""Finding what was lost: unanswered attempts by the minute, the gateway's whole statement by the day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum

from digigov.kernel.actor import Actor
from digigov.kernel.adapters import adapter
from digigov.kernel.clock import local_zone
from digigov.kernel.errors import NotFound
from digigov.kernel.queue import later
from digigov.modules.audit import commands as audit
from digigov.modules.payments import errors, ledger, policies, ports
from digigov.modules.payments.commands.asking import ask_attempt
from digigov.modules.payments.commands.refunding import left_of
from digigov.modules.payments.commands.settling import order_refund
from digigov.modules.payments.models import Attempt, Difference, LedgerEntry, Payment, Reconciliation, Refund

GRACE = timedelta(minutes=2)
BATCH = 200


@dataclass(frozen=True, slots=True)
class OverdueWork:
    """What should have happened by itself by now: a webhook that never came, a job that was lost."""

    attempts: tuple[UUID, ...]
    refunds: tuple[UUID, ...]
    payments: tuple[UUID, ...]


def list_overdue_work(*, at: datetime) -> OverdueWork:
    before = at - GRACE
    attempts = Attempt.objects.filter(
        Q(asked_at__lt=before) | Q(asked_at=None, started_at__lt=before), state__in=Attempt.UNSETTLED
    )
    refunds = Refund.objects.filter(state=Refund.State.ORDERED, ordered_at__lt=before)
    payments = Payment.objects.filter(state__in=["paid", "waived"], passed_on_at=None, settled_at__lt=before)
    oldest_first = (
        attempts.order_by("started_at", "id"),
        refunds.order_by("ordered_at", "id"),
        payments.order_by("settled_at", "id"),  # as in their index: by id, all payments there ever were would be read
    )
    return OverdueWork(*(tuple(rows.values_list("id", flat=True)[:BATCH]) for rows in oldest_first))


def reconcile_day(*, at: datetime, day: date) -> int:
    """
    Compare the gateway's statement of a day with the ledger and list every difference. Returns how many there are.

    :raises AdapterFailure: if the statement cannot be had.
    """
    since = datetime.combine(day, time(), local_zone())
    until = since + timedelta(days=1)
    theirs, lines, seen = Decimal(0), 0, set()
    for line in adapter(ports.SLOT).statement(since, until):
        theirs, lines = theirs + line.amount.amount, lines + 1
        seen.add((line.kind, line.session_id if line.kind == "capture" else line.id))
        _compare(line, at)
    for entry in _booked(since, until).select_related("attempt", "refund"):
        _look_for(entry, seen, at)
    ours = _booked(since, until).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    Reconciliation.objects.update_or_create(
        day=day, defaults={"lines": lines, "theirs": theirs, "ours": ours, "done_at": at}
    )
    return Difference.objects.filter(settled_at=None).count()


def _booked(since: datetime, until: datetime):
    return LedgerEntry.objects.filter(account=ledger.GATEWAY, at__gte=since, at__lt=until)


def _compare(line: ports.StatementLine, at: datetime) -> None:
    """A line of theirs: is it in our ledger, with the same amount?"""
    if line.kind == "capture":
        _ask_if_open(line, at)
        booked = LedgerEntry.objects.filter(account=ledger.GATEWAY, refund=None, attempt__session_id=line.session_id)
    else:
        booked = LedgerEntry.objects.filter(account=ledger.GATEWAY, refund__gateway_id=line.id)
    entry = booked.first()
    if entry is None or entry.amount != line.amount.amount:
        attempt = Attempt.objects.filter(session_id=line.session_id).first()
        _note(Difference.Kind.UNKNOWN_HERE, line.id, attempt, entry.amount if entry else None, line.amount.amount, at)


def _ask_if_open(line: ports.StatementLine, at: datetime) -> None:
    """The webhook was lost, and so was every question since."""
    lost = Attempt.objects.filter(session_id=line.session_id).exclude(state__in=Attempt.TOOK_MONEY).first()
    if lost is None:
        lost = Attempt.objects.filter(session_id=None, payment__reference=line.reference).first()
    if lost is not None:
        ask_attempt(at=at, attempt_id=lost.id)


def _look_for(entry: LedgerEntry, seen: set, at: datetime) -> None:
    """A booking of ours: is it on their statement?"""
    key = ("refund", entry.refund.gateway_id) if entry.refund else ("capture", entry.attempt.session_id)
    if key not in seen:
        _note(Difference.Kind.UNKNOWN_THERE, str(entry.id), entry.attempt, entry.amount, None, at)


def _note(kind: str, about: str, attempt: Attempt | None, ours, theirs, at: datetime) -> None:
    Difference.objects.get_or_create(
        kind=kind, about=about, defaults={"attempt": attempt, "ours": ours, "theirs": theirs, "found_at": at}
    )


@transaction.atomic
def settle_difference(*, by: Actor, at: datetime, difference_id: UUID, note: str, give_back: bool = False) -> None:
    """
    A person has looked at it. ``give_back`` sends a wrong amount back, so that the right one can be paid, or tries a
    refund again that the gateway refused.

    :raises NotAllowed: without ``payments.reconcile``, or in one's own matter.
    :raises AlreadySettled: if somebody was quicker.
    """
    difference = Difference.objects.select_for_update().filter(id=difference_id).first()
    if difference is None:
        raise NotFound
    policies.require_reconciler(by, difference)
    if difference.settled_at is not None:
        raise errors.AlreadySettled

    if give_back and difference.attempt is not None:
        if difference.kind == Difference.Kind.AMOUNT:
            _send_back(difference.attempt, by, at)
        elif difference.kind == Difference.Kind.REFUND:
            _send_again(difference.attempt, UUID(difference.about))
    difference.settled_at, difference.settled_by, difference.note = at, by.name[:120], note[:2000]
    difference.save(update_fields=["settled_at", "settled_by", "note"])
    audit.record(
        by=by,
        at=at,
        action="payments.difference-settled",
        subject_id=difference.id,
        details={"kind": difference.kind, "give_back": give_back},
    )


def _send_back(attempt: Attempt, by: Actor, at: datetime) -> None:
    payment = Payment.objects.select_for_update().get(id=attempt.payment_id)
    if left_of(attempt) > 0:
        order_refund(attempt=attempt, amount=left_of(attempt), because="mismatch", ordered_by=by.name, at=at)
    if payment.state == Payment.State.HELD:
        payment.state = Payment.State.CANCELLED if payment.settled_at else Payment.State.FAILED
        payment.save(update_fields=["state"])


def _send_again(attempt: Attempt, refund_id: UUID) -> None:
    refund = Refund.objects.select_for_update().get(id=refund_id)
    if refund.state == Refund.State.FAILED and left_of(attempt) >= refund.amount:
        refund.state = Refund.State.ORDERED
        refund.save(update_fields=["state"])
        later("payments.send_refund", refund_id=refund.id)
