"""What can be asked about fees, payments, receipts and the money as a whole."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from digigov.kernel.actor import ANYWHERE, Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.money import Money
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.payments import policies
from digigov.modules.payments.commands.due import find_fee
from digigov.modules.payments.definitions import Fee, FeeTable
from digigov.modules.payments.errors import FeeUnknown
from digigov.modules.payments.invariants import Violation, find_violations
from digigov.modules.payments.models import (
    Attempt,
    Difference,
    FeeTableVersion,
    Payment,
    Reconciliation,
    Refund,
    WaiverRequest,
)
from digigov.modules.payments.rules import back_by_rule, fee_due

__all__ = [
    "DifferenceView",
    "PaymentView",
    "ReceiptView",
    "ReconciliationView",
    "RefundView",
    "WaiverView",
    "Violation",
    "count_open_differences",
    "count_waivers_asked",
    "fee_due",
    "find_due_payment",
    "find_payment_of_step",
    "find_violations",
    "get_payment",
    "goes_back_if_withdrawn",
    "get_receipt",
    "is_of_case",
    "list_differences",
    "list_of_case",
    "list_payments",
    "list_reconciliations",
    "may_refund",
    "may_waive",
    "preview_fees",
]


WAIVER_ASKED = "waiver-asked"
_ASKED = {"state__in": Payment.WAIVABLE, "waiver_request__state": WaiverRequest.State.ASKED}


@dataclass(frozen=True, slots=True)
class RefundView:
    amount: Money
    because: str
    state: str
    ordered_at: datetime
    done_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class WaiverView:
    """What the payer asks for: ``ground`` in the definition's words; ``state``: asked, granted or refused, with the ``answer``."""

    ground: str
    reason: str
    file_ids: tuple[UUID, ...]
    state: str
    asked_at: datetime
    answer: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """``failure`` is why the last try failed; ``waits_for_bank`` that a card was used and the bank has not answered."""

    id: UUID
    reference: str
    case_id: UUID
    case_reference: str
    step_id: UUID
    payer_id: UUID | None
    unit: str
    service: str
    label: str
    law: str
    amount: Money
    state: str
    due_at: datetime
    settled_at: datetime | None
    receipt: str
    brand: str
    last4: str
    failure: str
    waits_for_bank: bool
    waived_because: str
    waiver_role: str
    waiver_grounds: tuple[str, ...]
    waiver_files: int
    waiver: WaiverView | None
    may_ask_for_waiver: bool
    refunded: Money
    refundable: Money
    refunds: tuple[RefundView, ...]


@dataclass(frozen=True, slots=True)
class ReceiptView:
    reference: str
    issued_at: datetime
    payment: PaymentView


@dataclass(frozen=True, slots=True)
class DifferenceView:
    id: UUID
    kind: str
    about: str
    payment_reference: str
    case_reference: str
    session_id: str
    ours: str
    theirs: str
    found_at: datetime
    settled_at: datetime | None
    settled_by: str
    note: str


@dataclass(frozen=True, slots=True)
class ReconciliationView:
    day: date
    lines: int
    ours: str
    theirs: str
    done_at: datetime


def get_payment(*, viewer: Actor, at: datetime, payment_id: UUID, purpose: Purpose) -> PaymentView:
    """:raises NotFound: unless it is the viewer's own, or the viewer works in its unit or looks after the money."""
    payment = _known().filter(id=payment_id).first()
    if payment is None:
        raise NotFound
    policies.require_sight(viewer, payment)
    _note_reading(viewer, at, purpose, [payment])
    return _view(payment)


def preview_fees(*, service: str, version: int, facts: Mapping[str, Any]) -> tuple[tuple[str, Money], ...]:
    """What the table of that version charges on these facts, each with its label; what hangs on facts to come is left out."""
    row = FeeTableVersion.objects.filter(service=service, version=version).values_list("table", flat=True).first()
    found = []
    for fee in FeeTable.model_validate(row).fees if row else ():
        with suppress(FeeUnknown):
            found.append((fee.label, fee_due(fee, facts)))
    return tuple(found)


def find_payment_of_step(*, step_id: UUID) -> UUID | None:
    """The payment that a step asks for, for whoever may see the step."""
    return Payment.objects.filter(step_id=step_id).values_list("id", flat=True).first()


def is_of_case(*, payment_id: UUID, case_id: UUID) -> bool:
    return Payment.objects.filter(id=payment_id, case_id=case_id).exists()


def find_due_payment(*, case_id: UUID) -> UUID | None:
    """What a case waits to be paid, if it does."""
    open_ones = Payment.objects.filter(case_id=case_id, state__in=Payment.OPEN).order_by("due_at")
    return open_ones.values_list("id", flat=True).first()


def goes_back_if_withdrawn(*, case_id: UUID, at_step: str) -> tuple[Money, Money] | None:
    """What was paid for a case, and how much of it goes back by rule if it is withdrawn now; None if nothing was paid."""
    paid = list(_known().filter(case_id=case_id, state=Payment.State.PAID))
    if not paid:
        return None
    nothing = paid[0].money * 0
    back = (_by_rule(payment, on="withdrawn", at_step=at_step) for payment in paid)
    return sum((payment.money for payment in paid), nothing), sum(back, nothing)


def _by_rule(payment: Payment, *, on: str, at_step: str) -> Money:
    seen, fee = _view(payment), find_fee(payment.service, payment.version, payment.fee)
    earlier = [each.because for each in seen.refunds]
    return back_by_rule(fee, payment.money, left=seen.refundable, earlier=earlier, on=on, at_step=at_step)


def get_receipt(*, viewer: Actor, at: datetime, payment_id: UUID, purpose: Purpose) -> ReceiptView:
    """:raises NotFound: if there is no receipt (nothing was paid), or it is not the viewer's to see."""
    payment = _known().filter(id=payment_id).first()
    if payment is None or not hasattr(payment, "receipt"):
        raise NotFound
    policies.require_sight(viewer, payment)
    _note_reading(viewer, at, purpose, [payment])
    return ReceiptView(payment.receipt.reference, payment.receipt.issued_at, _view(payment))


def may_waive(*, viewer: Actor, payment: PaymentView) -> bool:
    """Whether to offer it; the command decides."""
    is_due = payment.state in Payment.WAIVABLE
    is_others = viewer.party_id != payment.payer_id
    return is_due and is_others and viewer.kind == "officer" and viewer.has_role(payment.waiver_role, unit=payment.unit)


def may_refund(*, viewer: Actor, payment: PaymentView) -> bool:
    """Whether to offer it; the command decides."""
    is_others = viewer.party_id != payment.payer_id
    return bool(payment.refundable) and is_others and viewer.may(policies.REFUND, unit=payment.unit)


def list_of_case(*, viewer: Actor, at: datetime, case_id: UUID, purpose: Purpose, page: Page) -> PageOf[PaymentView]:
    """The payments of a case, oldest first. :raises NotFound: if they are not the viewer's to see."""
    found = page.of(_known().filter(case_id=case_id).order_by("due_at", "id"), lambda payment: payment)
    for first in found.items[:1]:
        policies.require_sight(viewer, first)
        _note_reading(viewer, at, purpose, [first])
    return replace(found, items=tuple(_view(each) for each in found))


@transaction.atomic
def list_payments(
    *, viewer: Actor, at: datetime, reference: str = "", state: str = "", purpose: Purpose, page: Page
) -> PageOf[PaymentView]:
    """
    The payments of the viewer's units, newest first; ``reference`` is that of a payment, a case or a receipt. The state
    ``waiver-asked``: those of which the payer asks to be let off.

    :raises NotAllowed: without a permission over money.
    """
    rows = _known().filter(**_of_units(policies.money_units(viewer)))
    if reference:
        rows = _with_reference(rows, reference)
    if state in Payment.State.values:
        rows = rows.filter(state=state)
    elif state == WAIVER_ASKED:
        rows = rows.filter(**_ASKED)
    found = page.of(rows.order_by("-due_at", "-id"), lambda payment: payment)
    _note_reading(viewer, at, purpose, found.items)
    return PageOf(tuple(_view(each) for each in found), found.number, found.size, found.has_next)


def count_waivers_asked(*, viewer: Actor) -> int:
    """How many payers of the viewer's units ask to be let off a fee; none for whoever may not look after that."""
    units = viewer.units_with(policies.WAIVE)
    return Payment.objects.filter(**_of_units(units), **_ASKED).count() if units else 0


def list_differences(*, viewer: Actor, is_open: bool = True, page: Page) -> PageOf[DifferenceView]:
    """What does not add up, newest first. :raises NotAllowed: without ``payments.reconcile``."""
    rows = _differences(viewer).filter(settled_at__isnull=is_open).select_related("attempt__payment")
    return page.of(rows.order_by("-found_at", "-id"), _difference)


def count_open_differences(*, viewer: Actor) -> int:
    return _differences(viewer).filter(settled_at=None).count()


def list_reconciliations(*, viewer: Actor, page: Page) -> PageOf[ReconciliationView]:
    """Each day that was compared with the gateway's statement, newest first."""
    viewer.require(policies.RECONCILE)
    rows = Reconciliation.objects.order_by("-day")
    return page.of(
        rows, lambda run: ReconciliationView(run.day, run.lines, str(run.ours), str(run.theirs), run.done_at)
    )


def _known() -> QuerySet[Payment]:
    refunds = Prefetch("refunds", Refund.objects.order_by("ordered_at"))
    attempts = Prefetch("attempts", Attempt.objects.order_by("started_at").prefetch_related(refunds))
    return Payment.objects.select_related("receipt", "waiver_request").prefetch_related(attempts)


def _with_reference(rows: QuerySet[Payment], reference: str) -> QuerySet[Payment]:
    column = {"P": "reference", "R": "receipt__reference"}.get(reference[:1], "case_reference")
    return rows.filter(**{column: reference})


def _of_units(units: frozenset[str], path: str = "unit") -> dict[str, object]:
    return {} if ANYWHERE in units else {f"{path}__in": units}


def _differences(viewer: Actor) -> QuerySet[Difference]:
    viewer.require(policies.RECONCILE)
    return Difference.objects.filter(**_of_units(viewer.units_with(policies.RECONCILE), "attempt__payment__unit"))


def _note_reading(viewer: Actor, at: datetime, purpose: Purpose, payments) -> None:
    """Somebody else's payment was looked at."""
    seen = [each.payer_id for each in payments if each.payer_id and each.payer_id != viewer.party_id]
    if seen and not viewer.is_system:
        audit.record_read(by=viewer, at=at, purpose=purpose, subjects=seen, fields=["payment"])


def _view(payment: Payment) -> PaymentView:
    fee = find_fee(payment.service, payment.version, payment.fee)
    attempts = list(payment.attempts.all())
    last = attempts[-1] if attempts else None
    paid = next((each for each in attempts if each.state == Attempt.State.PAID), None)
    shown = paid or last
    refunds = [refund for each in attempts for refund in each.refunds.all()]
    gone = sum((r.amount for r in refunds if r.attempt_id == (paid and paid.id) and r.state != Refund.State.FAILED), 0)
    return PaymentView(
        id=payment.id,
        reference=payment.reference,
        case_id=payment.case_id,
        case_reference=payment.case_reference,
        step_id=payment.step_id,
        payer_id=payment.payer_id,
        unit=payment.unit,
        service=payment.service,
        label=fee.label,
        law=fee.law or "",
        amount=payment.money,
        state=payment.state,
        due_at=payment.due_at,
        settled_at=payment.settled_at,
        receipt=payment.receipt.reference if hasattr(payment, "receipt") else "",
        brand=shown.brand if shown else "",
        last4=shown.last4 if shown else "",
        failure=last.failure or last.state if last and payment.state == Payment.State.FAILED else "",
        waits_for_bank=any(each.state == Attempt.State.PENDING for each in attempts),
        waived_because=payment.waived_because,
        waiver_role=fee.waiver.role if fee.waiver else "",
        waiver_grounds=fee.waiver.grounds if fee.waiver else (),
        waiver_files=fee.waiver.files if fee.waiver else 0,
        waiver=_waiver(payment, fee),
        may_ask_for_waiver=fee.waiver is not None and payment.state in Payment.WAIVABLE,
        refunded=Money(payment.amount * 0 + gone, payment.currency),
        refundable=Money((paid.captured - gone) if paid else payment.amount * 0, payment.currency),
        refunds=tuple(
            RefundView(Money(r.amount, payment.currency), r.because, r.state, r.ordered_at, r.done_at, r.note)
            for r in refunds
        ),
    )


def _waiver(payment: Payment, fee: Fee) -> WaiverView | None:
    asked = getattr(payment, "waiver_request", None)
    if asked is None or fee.waiver is None:
        return None
    files = tuple(UUID(each) for each in asked.file_ids)
    return WaiverView(fee.waiver.grounds[asked.ground], asked.reason, files, asked.state, asked.asked_at, asked.answer)


def _difference(row: Difference) -> DifferenceView:
    payment = row.attempt.payment if row.attempt else None
    return DifferenceView(
        id=row.id,
        kind=row.kind,
        about=row.about,
        payment_reference=payment.reference if payment else "",
        case_reference=payment.case_reference if payment else "",
        session_id=(row.attempt.session_id or "") if row.attempt else "",
        ours="" if row.ours is None else str(row.ours),
        theirs="" if row.theirs is None else str(row.theirs),
        found_at=row.found_at,
        settled_at=row.settled_at,
        settled_by=row.settled_by,
        note=row.note,
    )
