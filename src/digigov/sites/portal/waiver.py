"""Asking to be let off a fee: on which of the grounds of its definition, why, and with what to prove it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.forms import queries as forms
from digigov.modules.payments import commands
from digigov.sites.access import open_to
from digigov.sites.portal.drafts import token_of
from digigov.sites.portal.pay import find_payment, payer_at_the_door
from digigov.sites.portal.uploads import as_ids, keep_files
from digigov.sites.request import Request

ADDED = "file_ids"


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_waiver(request: Request, payment_id: UUID) -> HttpResponse:
    """The grounds, a few words, files. What is asked already, or no longer due, is shown as it stands."""
    payer = payer_at_the_door(request, payment_id)
    found = find_payment(payer, payment_id)
    if isinstance(found, HttpResponse):
        return found
    if not found.waiver_grounds:
        raise NotFound
    if found.waiver or not found.may_ask_for_waiver:
        return redirect("portal:pay", payment_id=payment_id)
    raw, errors, context = request.POST.copy(), dict[str, Any](), forms.context_at(now(), files={})
    if request.method == "POST":
        secret = token_of(request)
        raw, context, errors = keep_files(request, context, names=[ADDED], secret=secret)
        try:
            if not errors:
                commands.ask_for_waiver(
                    by=payer,
                    at=now(),
                    payment_id=payment_id,
                    ground=_number(raw.get("ground", "")),
                    reason=raw.get("reason", ""),
                    file_ids=as_ids(raw.getlist(ADDED)),
                    sent_by=request.actor,
                    secret=secret,
                )
                return redirect("portal:pay", payment_id=payment_id)
        except InvalidInput as invalid:
            errors = invalid.errors
    files = context.files or {}
    page = {
        "payment": found,
        "opened_by_code": payer.is_system,
        "typed": raw,
        "added": [files[each] for each in raw.getlist(ADDED) if each in files],
        "errors": {key: str(sentence) for key, sentence in errors.items()},
    }
    return render(request, "portal/pay/waiver.html", page, status=422 if errors else 200)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else -1
