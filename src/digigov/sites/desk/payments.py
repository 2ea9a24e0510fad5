"""For those who look after money: each payment, waivers, refunds, and what does not add up."""

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.kernel.money import Money
from digigov.kernel.paging import Page
from digigov.kernel.references import parse_reference
from digigov.modules.audit.commands import Purpose
from digigov.modules.parties import queries as parties
from digigov.modules.payments import commands, queries
from digigov.sites.access import open_to
from digigov.sites.request import Request

LOOK = Purpose("look-after-money")
STATES = {
    "due": _("Due"),
    "started": _("On the card page"),
    "failed": _("Last try failed"),
    "held": _("Wrong amount"),
    queries.WAIVER_ASKED: _("Waiver asked for"),
    "paid": _("Paid"),
    "free": _("No fee"),
    "waived": _("Waived"),
    "cancelled": _("No longer due"),
}
TAGS = {"paid": "done", "held": "late", "failed": "late", "due": "yours", "started": "waiting"}
KINDS = {
    "amount": _("Another amount was taken than was due"),
    "message": _("The gateway's message and its state disagree"),
    "unknown-here": _("On the gateway's statement, not in our books"),
    "unknown-there": _("In our books, not on the gateway's statement"),
    "refund": _("The gateway would not give money back"),
}
CAUSES = {
    "refused": _("refused"),
    "withdrawn": _("withdrawn"),
    "lapsed": _("lapsed"),
    "too-late": _("paid when the case had gone on"),
    "surplus": _("paid twice, or no longer due"),
    "mismatch": _("wrong amount"),
    "officer": _("decided by an officer"),
}
CAN_GIVE_BACK = ("amount", "refund")


@open_to("officer")
def payments(request: Request) -> HttpResponse:
    """The payments of the officer's units, newest first."""
    typed, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    found = queries.list_payments(
        viewer=request.actor,
        at=now(),
        reference=parse_reference(typed) or typed[:40],
        state=state,
        purpose=LOOK,
        page=Page.from_query(request.GET.get("page")),
    )
    context = {"payments": found, "typed": typed, "state": state, "states": STATES, "tags": TAGS}
    return render(request, "desk/payments/list.html", context)


@open_to("officer")
def payment(request: Request, payment_id: UUID) -> HttpResponse:
    """One payment with its refunds, and what this officer may do."""
    return _show(request, payment_id)


@open_to("officer")
@require_POST
def waive(request: Request, payment_id: UUID) -> HttpResponse:
    chosen = request.POST.get("ground", "")
    ground = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 4 else -1
    try:
        commands.waive(
            by=request.actor,
            at=now(),
            payment_id=payment_id,
            ground=ground,
            note=request.POST.get("note", "").strip(),
        )
    except DomainError as refusal:
        return _show_refusal(request, payment_id, "ground-0", refusal)
    return redirect("desk:payment", payment_id=payment_id)


@open_to("officer")
@require_POST
def refuse_waiver(request: Request, payment_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        commands.refuse_waiver(by=request.actor, at=now(), payment_id=payment_id, reason=reason)
    except InvalidInput as invalid:
        return _show(request, payment_id, errors=invalid.errors)
    except DomainError as refusal:
        return _show_refusal(request, payment_id, "waiver-reason", refusal)
    return redirect("desk:payment", payment_id=payment_id)


@open_to("officer")
@require_POST
def refund(request: Request, payment_id: UUID) -> HttpResponse:
    typed, note = request.POST.get("amount", "").strip(), request.POST.get("note", "").strip()
    amount = _amount(typed)
    errors = {
        **({} if amount else {"amount": _("Enter an amount above zero, such as 25 or 12.50.")}),
        **({} if note else {"refund-note": _("Say why the money goes back.")}),
    }
    if amount is None or errors:
        return _show(request, payment_id, errors=errors, typed={"amount": typed, "note": note})
    found = _get(request, payment_id)
    try:
        commands.refund(
            by=request.actor,
            at=now(),
            payment_id=payment_id,
            amount=Money(amount, found.amount.currency),
            note=note,
        )
    except DomainError as refusal:
        return _show_refusal(request, payment_id, "amount", refusal, typed={"amount": typed, "note": note})
    return redirect("desk:payment", payment_id=payment_id)


@open_to("payments.reconcile")
def differences(request: Request) -> HttpResponse:
    """What does not add up and waits for a person; what was settled; and the days that were compared."""
    actor, is_open = request.actor, request.GET.get("show") != "settled"
    context = {
        "differences": queries.list_differences(
            viewer=actor, is_open=is_open, page=Page.from_query(request.GET.get("page"))
        ),
        "days": queries.list_reconciliations(viewer=actor, page=Page(size=14)),
        "is_open": is_open,
        "kinds": KINDS,
        "can_give_back": CAN_GIVE_BACK,
    }
    return render(request, "desk/payments/differences.html", context)


@open_to("payments.reconcile")
@require_POST
def settle_difference(request: Request, difference_id: UUID) -> HttpResponse:
    commands.settle_difference(
        by=request.actor,
        at=now(),
        difference_id=difference_id,
        note=request.POST.get("note", "").strip(),
        give_back=request.POST.get("give_back") == "yes",
    )
    return redirect("desk:payment-differences")


def _get(request: Request, payment_id: UUID) -> queries.PaymentView:
    return queries.get_payment(viewer=request.actor, at=now(), payment_id=payment_id, purpose=LOOK)


def _show(
    request: Request,
    payment_id: UUID,
    *,
    errors: dict[str, Any] | None = None,
    typed: dict[str, str] | None = None,
    status: int = 422,
) -> HttpResponse:
    actor, found = request.actor, _get(request, payment_id)
    context = {
        "payment": found,
        "payer": parties.names_of([found.payer_id]).get(found.payer_id, "") if found.payer_id else "",
        "may_waive": queries.may_waive(viewer=actor, payment=found),
        "may_refund": queries.may_refund(viewer=actor, payment=found),
        "errors": errors or {},
        "typed": typed or {"amount": str(found.refundable.amount), "note": ""},
        "states": STATES,
        "tags": TAGS,
        "causes": CAUSES,
    }
    return render(request, "desk/payments/one.html", context, status=status if errors else 200)


def _show_refusal(
    request: Request, payment_id: UUID, field: str, refusal: DomainError, typed: dict[str, str] | None = None
) -> HttpResponse:
    """A refusal that a person can mend stands on the page; the others are pages of their own."""
    if refusal.status not in (409, 422):
        raise refusal
    return _show(request, payment_id, errors={field: str(refusal)}, typed=typed, status=refusal.status)


def _amount(typed: str) -> Decimal | None:
    bare = typed.replace(",", "").removeprefix("EC$").strip()
    return Decimal(bare) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", bare) and Decimal(bare) else None
