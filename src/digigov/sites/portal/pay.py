"""
Paying a fee by card: what for and how much, over to the card page, back to the true state, the receipt.

No page here has a field for a card. The state shown is the gateway's, asked when the payer comes back.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from digigov.kernel.actor import Actor
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
from digigov.sites.portal import by_code
from digigov.sites.request import Request

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
def pay(request: Request, payment_id: UUID) -> HttpResponse:
    """What the fee is for; or, when there is nothing to pay here now, how it stands."""
    viewer = payer_at_the_door(request, payment_id)
    found = find_payment(viewer, payment_id)
    if isinstance(found, HttpResponse):
        return found
    if found.state not in CAN_PAY or found.waits_for_bank:
        return redirect("portal:pay-back", payment_id=payment_id)
    return _ask(request, viewer, found)


@open_to("everyone")
@require_POST
@limited("pay")
def start(request: Request, payment_id: UUID) -> HttpResponse:
    """Over to the card page."""
    viewer = payer_at_the_door(request, payment_id)
    found = find_payment(viewer, payment_id)
    if isinstance(found, HttpResponse):
        return found
    back = settings.ADDRESS + reverse("portal:pay-back", kwargs={"payment_id": payment_id})
    try:
        url = commands.start_payment(by=viewer, at=now(), payment_id=payment_id, return_url=back)
    except DomainError as refusal:
        if refusal.code == "card-payments-are-down":
            return _ask(request, viewer, found, problem=refusal)
        if refusal.status == 409:
            return redirect("portal:pay-back", payment_id=payment_id)
        raise
    response = redirect(url)
    response.status_code = 303
    return response


@open_to("everyone")
def back(request: Request, payment_id: UUID) -> HttpResponse:
    """The payer comes back, or looks again: ask the gateway, then show how it stands."""
    viewer = payer_at_the_door(request, payment_id)
    found = find_payment(viewer, payment_id)
    if isinstance(found, HttpResponse):
        return found
    is_asked = True
    if found.state in CAN_PAY:
        try:
            commands.ask_gateway(by=viewer, at=now(), payment_id=payment_id)
        except AdapterFailure:
            is_asked = False
        found = _get(viewer, payment_id)
    if found.state == "failed" and not found.waits_for_bank:
        return _ask(request, viewer, found)
    return render(
        request, "portal/pay/state.html", {"payment": found, "is_asked": is_asked, "opened_by_code": viewer.is_system}
    )


@open_to("everyone")
def receipt(request: Request, payment_id: UUID) -> HttpResponse:
    """To keep or to print."""
    viewer = payer_at_the_door(request, payment_id)
    found = find_payment(viewer, payment_id)
    if isinstance(found, HttpResponse):
        return found
    known = queries.get_receipt(viewer=viewer, at=now(), payment_id=payment_id, purpose=LOOK)
    payer = known.payment.payer_id
    shown = {
        "receipt": known,
        "payment": known.payment,
        "payer": parties.names_of([payer]).get(payer, "") if payer else "",
        "papers": _papers(known),
        "opened_by_code": viewer.is_system,
        "office": organizations.name_of(known.payment.unit, local_date(known.issued_at)),
    }
    return render(request, "portal/pay/receipt.html", shown)


def find_payment(viewer: Actor, payment_id: UUID) -> queries.PaymentView | HttpResponse:
    """The payment, or the way to sign in: an applicant's payment is shown to nobody else."""
    try:
        return _get(viewer, payment_id)
    except NotFound:
        if viewer.is_signed_in:
            raise
        here = reverse("portal:pay", kwargs={"payment_id": payment_id})
        return redirect(f"{SIGN_IN}?{urlencode({'next': here})}")


def _get(viewer: Actor, payment_id: UUID) -> queries.PaymentView:
    return queries.get_payment(viewer=viewer, at=now(), payment_id=payment_id, purpose=LOOK)


def payer_at_the_door(request: Request, payment_id: UUID) -> Actor:
    """Whoever is signed in; or, for an application that is open by its code in this browser, the holder of the code."""
    found = by_code.opened(request)
    is_its_own = found and queries.is_of_case(payment_id=payment_id, case_id=found.application.case_id)
    return found.holder if found and is_its_own else request.actor


def _papers(known: queries.ReceiptView) -> list[documents.IssuedView]:
    """The sealed paper, as soon as it is made."""
    issued = documents.list_issued(case_id=known.payment.case_id, at=known.issued_at)
    return [each for each in issued if each.reference == known.reference and each.file_id]


def _ask(
    request: Request, viewer: Actor, payment: queries.PaymentView, problem: DomainError | None = None
) -> HttpResponse:
    """The page with the button that leads to the card page, whose address its form may lead to."""
    context: dict[str, Any] = {
        "payment": payment,
        "opened_by_code": viewer.is_system,
        "why_not": WHY_NOT.get(payment.failure, OTHERWISE) if payment.failure else "",
        "problem": problem,
    }
    response = render(request, "portal/pay/pay.html", context, status=problem.status if problem else 200)
    response._csp_update = {"form-action": [adapter(SLOT).pages_origin]}  # type: ignore[attr-defined]
    return response
