"""
Paying a fee by card: what for and how much, over to the card page, back to the true state, the receipt.

No page here has a field for a card. The state shown is the gateway's, asked when the payer comes back.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from digigov.kernel.adapters import adapter
from digigov.kernel.clock import local_date, now
from digigov.kernel.errors import AdapterFailure, DomainError, NotFound
from digigov.modules.audit.commands import Purpose
from digigov.modules.documents import queries as documents
from digigov.modules.organizations import queries as organizations
from digigov.modules.parties import queries as parties
from digigov.modules.payments import commands, queries
from digigov.modules.payments.ports import SLOT
from digigov.sites.access import SIGN_IN, open_to
from digigov.sites.limits import limited

LOOK = Purpose("pay-fee")
CAN_PAY = ("due", "started", "failed")
WHY_NOT = {
    "declined": _("Your bank declined the card."),
    "insufficient-funds": _("Your bank says that there is not enough money on the card."),
    "lost-card": _("Your bank declined the card."),
    "expired-card": _("The card has expired."),
    "wrong-security-code": _("The security code was wrong."),
    "challenge-failed": _("Your bank could not confirm that it was you."),
    "no-answer": _("Your bank did not answer in time."),
    "cancelled": _("You went back without paying."),
    "expired": _("The card page was left open too long."),
}
OTHERWISE = _("The payment did not go through.")


@open_to("everyone")
def pay(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """What the fee is for; or, when there is nothing to pay here now, how it stands."""
    found = _find(request, payment_id)
    if isinstance(found, HttpResponse):
        return found
    if found.state not in CAN_PAY or found.waits_for_bank:
        return redirect("portal:pay-back", payment_id=payment_id)
    return _ask(request, found)


@open_to("everyone")
@require_POST
@limited("pay")
def start(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Over to the card page."""
    found = _find(request, payment_id)
    if isinstance(found, HttpResponse):
        return found
    back = settings.ADDRESS + reverse("portal:pay-back", kwargs={"payment_id": payment_id})
    try:
        url = commands.start_payment(by=request.actor, at=now(), payment_id=payment_id, return_url=back)  # type: ignore[attr-defined]
    except DomainError as refusal:
        if refusal.code == "card-payments-are-down":
            return _ask(request, found, problem=refusal)
        if refusal.status == 409:
            return redirect("portal:pay-back", payment_id=payment_id)
        raise
    response = redirect(url)
    response.status_code = 303
    return response


@open_to("everyone")
def back(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The payer comes back, or looks again: ask the gateway, then show how it stands."""
    found = _find(request, payment_id)
    if isinstance(found, HttpResponse):
        return found
    is_asked = True
    if found.state in CAN_PAY:
        try:
            commands.ask_gateway(by=request.actor, at=now(), payment_id=payment_id)  # type: ignore[attr-defined]
        except AdapterFailure:
            is_asked = False
        found = _get(request, payment_id)
    if found.state == "failed" and not found.waits_for_bank:
        return _ask(request, found)
    return render(request, "portal/pay/state.html", {"payment": found, "is_asked": is_asked})


@open_to("everyone")
def receipt(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """To keep or to print."""
    found = _find(request, payment_id)
    if isinstance(found, HttpResponse):
        return found
    known = queries.get_receipt(viewer=request.actor, at=now(), payment_id=payment_id, purpose=LOOK)  # type: ignore[attr-defined]
    payer = known.payment.payer_id
    shown = {
        "receipt": known,
        "payment": known.payment,
        "payer": parties.names_of([payer]).get(payer, "") if payer else "",
        "papers": _papers(known),
        "office": organizations.name_of(known.payment.unit, local_date(known.issued_at)),
    }
    return render(request, "portal/pay/receipt.html", shown)


def _find(request: HttpRequest, payment_id: UUID) -> queries.PaymentView | HttpResponse:
    """The payment, or the way to sign in: an applicant's payment is shown to nobody else."""
    try:
        return _get(request, payment_id)
    except NotFound:
        if request.actor.is_signed_in:  # type: ignore[attr-defined]
            raise
        here = reverse("portal:pay", kwargs={"payment_id": payment_id})
        return redirect(f"{SIGN_IN}?{urlencode({'next': here})}")


def _get(request: HttpRequest, payment_id: UUID) -> queries.PaymentView:
    return queries.get_payment(viewer=request.actor, at=now(), payment_id=payment_id, purpose=LOOK)  # type: ignore[attr-defined]


def _papers(known: queries.ReceiptView) -> list[documents.IssuedView]:
    """The sealed paper, as soon as it is made."""
    issued = documents.list_issued(case_id=known.payment.case_id, at=known.issued_at)
    return [each for each in issued if each.reference == known.reference and each.file_id]


def _ask(request: HttpRequest, payment: queries.PaymentView, problem: DomainError | None = None) -> HttpResponse:
    """The page with the button that leads to the card page, whose address its form may lead to."""
    context: dict[str, Any] = {
        "payment": payment,
        "why_not": WHY_NOT.get(payment.failure, OTHERWISE) if payment.failure else "",
        "problem": problem,
    }
    response = render(request, "portal/pay/pay.html", context, status=problem.status if problem else 200)
    response._csp_update = {"form-action": [adapter(SLOT).pages_origin]}  # type: ignore[attr-defined]
    return response
