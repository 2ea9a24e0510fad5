"""Sign in with a password and, where one is set up, a second factor; sign out."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.modules.identity import commands, queries
from digigov.modules.parties.queries import tidy_address
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.next_page import safe_next
from digigov.sites.account.session import end_session, open_session
from digigov.sites.carried import carried
from digigov.sites.request import Request
from digigov.sites.security_log import note_failed_sign_in

PENDING = "sign_in"  # a password was shown, the second factor is still to come
PATIENCE = timedelta(minutes=10)


@open_to("everyone")
@never_cache
def sign_in(request: Request) -> HttpResponse:
    wanted = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if request.actor.is_signed_in:
        return HttpResponseRedirect(wanted)
    address = request.POST.get("address", "")
    errors: dict[str, Any] = {}
    if request.method == "POST":
        limits.count(request, "sign-in", subject="".join(tidy_address(address)))
        try:
            account_id = commands.check_password(
                by=request.actor,
                at=now(),
                address=address,
                password=request.POST.get("password", ""),
            )
        except commands.AccountHeld as refusal:
            errors = {"": refusal}
        else:
            if account_id is not None:
                return _go_on(request, account_id, wanted)
            note_failed_sign_in(request, "password")
            errors = {"address": _("The e-mail address or number and the password do not belong together.")}
    page = {"errors": errors, "address": address, "next": wanted}
    return render(request, "account/sign_in.html", page, status=422 if errors else 200)


@open_to("everyone")
@never_cache
def second_factor(request: Request) -> HttpResponse:
    """The digits of the app, or a recovery code; a passkey goes by its own way."""
    pending = _pending(request)
    if pending is None:
        return redirect("account:sign-in")
    account_id, wanted = pending
    errors = {}
    if request.method == "POST":
        limits.count(request, "second-factor", subject=str(account_id))
        if commands.use_second_factor(
            by=request.actor,
            at=now(),
            account_id=account_id,
            typed=request.POST.get("code", ""),
        ):
            open_session(request, account_id, second_factor=True)
            return HttpResponseRedirect(wanted)
        note_failed_sign_in(request, "second-factor")
        errors = {"code": _("This code does not work. Wait for the next one in the app and type it again.")}
    page = {"errors": errors, "factors": queries.second_factors_of(account_id), "next": wanted}
    return render(request, "account/second_factor.html", page, status=422 if errors else 200)


@open_to("everyone")
@require_POST
def sign_out(request: Request) -> HttpResponse:
    end_session(request)
    out = HttpResponseRedirect("/")
    out["Clear-Site-Data"] = '"cache", "storage"'  # what the next one at this screen would find
    return out


def _go_on(request: Request, account_id: UUID, wanted: str) -> HttpResponse:
    """A right password: in, or on to the second factor; staff without one are shown where to set it up."""
    if queries.second_factors_of(account_id):
        kept = carried(request)
        request.session.flush()
        request.session.update(kept)
        waiting: dict[str, Any] = {"account": str(account_id), "at": now().isoformat(), "next": wanted}
        request.session[PENDING] = waiting
        return redirect("account:second-factor")
    open_session(request, account_id, second_factor=False)
    if queries.is_staff(account_id, at=now()):
        return redirect("account:security")
    return HttpResponseRedirect(wanted)


def _pending(request: Request) -> tuple[UUID, str] | None:
    """Who has shown a password a short while ago, and where to go on to."""
    waiting = request.session.get(PENDING)
    if not waiting or datetime.fromisoformat(waiting["at"]) + PATIENCE < now():
        return None
    return UUID(waiting["account"]), waiting["next"]
