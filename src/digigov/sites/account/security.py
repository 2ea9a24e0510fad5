"""How one signs in: password, authenticator app, passkeys, recovery codes, open visits. Each change asks first who it is."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

import segno
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.modules.identity import commands, queries
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.middleware import SECOND_FACTOR
from digigov.sites.account.next_page import safe_next
from digigov.sites.account.session import PROVED_AT, renew_session
from digigov.sites.request import Request

View = Callable[..., HttpResponse]
FRESH = timedelta(minutes=10)
CODES = "recovery_codes"  # shown once, on the next page
BACK = "after_factors"  # the page that wanted a second factor


def fresh_enough(request: Request) -> bool:
    """Whether this visit has shown a password or a factor within ten minutes."""
    proved_at = request.session.get(PROVED_AT)
    return proved_at is not None and datetime.fromisoformat(proved_at) + FRESH > now()


def freshly_proved(view: View) -> View:
    """Ask for the password once more before something sensitive."""

    @wraps(view)
    def asked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if fresh_enough(request):
            return view(request, *args, **kwargs)
        return prove_first(request.get_full_path() if request.method == "GET" else reverse("account:security"))

    return asked


def prove_first(back: str) -> HttpResponse:
    """To the page that asks for the password, and then on to ``back``."""
    return redirect(f"{reverse('account:confirm')}?{urlencode({'next': back})}")


def show_codes_once(request: Request, codes: tuple[str, ...]) -> str:
    """Where to go on to: to new recovery codes if there are any. The factor just set up counts for this visit."""
    request.session[SECOND_FACTOR] = True
    if not codes:
        return reverse("account:security")
    request.session[CODES] = codes
    return reverse("account:recovery-codes")


@open_to("citizen")
@never_cache
def confirm(request: Request) -> HttpResponse:
    """Show the password, or a passkey, once more."""
    actor = request.actor
    wanted = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    errors = {}
    if request.method == "POST":
        limits.count(request, "sign-in", subject=str(actor.account_id))
        try:
            commands.confirm_password(by=actor, at=now(), password=request.POST.get("current_password", ""))
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            request.session[PROVED_AT] = now().isoformat()
            return HttpResponseRedirect(wanted)
    page = {"errors": errors, "next": wanted, "factors": queries.second_factors_of(actor.own_account)}
    return render(request, "account/confirm.html", page, status=422 if errors else 200)


@open_to("citizen")
@never_cache
def overview(request: Request) -> HttpResponse:
    """``?next=`` names the page that wanted a second factor; from here and from the recovery codes a link leads back to it."""
    actor = request.actor
    if request.GET.get("next"):
        request.session[BACK] = safe_next(request, request.GET["next"])
    page = {
        "back": request.session.get(BACK),
        "security": queries.get_security(viewer=actor, at=now()),
        "this_visit": request.session.session_key,
        "must_set_up": queries.is_staff(actor.own_account, at=now()) and not actor.second_factor,
        "is_fresh": fresh_enough(request),
    }
    return render(request, "account/security.html", page)


@open_to("citizen")
@never_cache
def password(request: Request) -> HttpResponse:
    """A new password; every other visit ends."""
    actor, errors = request.actor, {}
    if request.method == "POST":
        limits.count(request, "sign-in", subject=str(actor.account_id))
        try:
            commands.change_password(
                by=actor,
                at=now(),
                current_password=request.POST.get("current_password", ""),
                password=request.POST.get("password", ""),
                keep_session=request.session.session_key,
            )
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            renew_session(request, actor.own_account)
            return redirect("account:security")
    return render(request, "account/password.html", {"errors": errors}, status=422 if errors else 200)


@open_to("citizen")
@freshly_proved
@never_cache
def app(request: Request) -> HttpResponse:
    """Set up an authenticator app."""
    actor, errors = request.actor, {}
    if request.method == "POST":
        limits.count(request, "second-factor", subject=str(actor.account_id))
        try:
            codes = commands.confirm_totp(by=actor, at=now(), digits=request.POST.get("code", ""))
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            return HttpResponseRedirect(show_codes_once(request, codes))
    enrolment = commands.begin_totp(by=actor, at=now(), issuer="DigiGov")
    page = {
        "errors": errors,
        "secret": " ".join(enrolment.secret[i : i + 4] for i in range(0, len(enrolment.secret), 4)),
        "picture": segno.make(enrolment.uri, error="m").svg_data_uri(scale=5, border=2),
    }
    return render(request, "account/app.html", page, status=422 if errors else 200)


@open_to("citizen")
@require_POST
@freshly_proved
def remove_app(request: Request) -> HttpResponse:
    commands.remove_totp(by=request.actor, at=now())
    return redirect("account:security")


@open_to("citizen")
@require_POST
@freshly_proved
def remove_passkey(request: Request, passkey_id: UUID) -> HttpResponse:
    commands.remove_passkey(by=request.actor, at=now(), passkey_id=passkey_id)
    return redirect("account:security")


@open_to("citizen")
@freshly_proved
@never_cache
def recovery_codes(request: Request) -> HttpResponse:
    """New codes on request; each set is shown once."""
    if request.method == "POST":
        request.session[CODES] = commands.make_recovery_codes(by=request.actor, at=now())
        return redirect("account:recovery-codes")
    codes = request.session.pop(CODES, None)
    on = request.session.pop(BACK, None) if codes else None
    return render(request, "account/recovery_codes.html", {"codes": codes, "on": on or reverse("account:security")})


@open_to("citizen")
@require_POST
@freshly_proved
def sign_out_everywhere(request: Request) -> HttpResponse:
    """Everywhere else, or in the one place whose button it was."""
    actor, visit = request.actor, request.POST.get("visit", "")
    if visit:
        commands.sign_out_visit(by=actor, at=now(), visit=visit)
    else:
        commands.sign_out_everywhere(by=actor, at=now(), keep_session=request.session.session_key)
    return redirect("account:security")
