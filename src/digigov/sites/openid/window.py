"""What the person at the window sees: who asks for what, yes or no; a screen's code; signing out there and here."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from authlib.oauth2 import OAuth2Error
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page
from digigov.modules.identity.queries import name_of_visit
from digigov.modules.openid import commands, queries
from digigov.modules.organizations.queries import names_of
from digigov.sites import limits
from digigov.sites.access import open_to, sign_in_first
from digigov.sites.account.session import end_session
from digigov.sites.openid.asked import as_answer, asked_by, at_the_window
from digigov.sites.openid.words import told_of
from digigov.sites.request import Request

ASKED_AT = "openid_asked_at"  # when a visit first came with a request that wants the person to prove anew
SILENT = {
    queries.SIGN_IN: "login_required",
    queries.PROVE_AGAIN: "login_required",
    queries.STEP_UP: "unmet_authentication_requirements",
    queries.CONSENT: "consent_required",
}


@open_to("everyone")
@never_cache
@require_http_methods(["GET", "POST"])
def authorize(request: Request) -> HttpResponse:
    """A browser comes from a client. The request stands in the address, also when the form here is sent."""
    asked, who = asked_by(request), at_the_window(request)
    asked = replace(asked, method="GET", headers={}, form={})
    try:
        wish = queries.read_wish(at=now(), asked=asked, who=who, asked_at=_first_asked(request))
    except queries.RequestRefused as wrong:
        if wrong.may_go_back:
            return as_answer(commands.refuse(at=now(), asked=asked))
        return render(request, "openid/wrong.html", {"code": wrong.code}, status=400)
    if wish.is_silent and wish.step != queries.GO_ON:
        return as_answer(commands.refuse(at=now(), asked=asked, error=_silent(wish.step)))
    if wish.step == queries.SIGN_IN or who is None:
        return sign_in_first(request)
    if wish.step == queries.PROVE_AGAIN:
        return HttpResponseRedirect(f"{reverse('account:confirm')}?{urlencode({'next': request.get_full_path()})}")
    if wish.step == queries.STEP_UP:
        return render(request, "openid/step_up.html", {"wish": wish, "next": request.get_full_path()}, status=403)
    if request.method == "POST" and request.POST.get("answer") == "no":
        return as_answer(commands.refuse(at=now(), asked=asked))
    if request.method == "POST" and request.POST.get("answer") == "yes":
        commands.give_consent(
            by=request.actor,
            at=now(),
            client_id=wish.client_id,
            scopes=wish.scopes,
        )
    elif wish.step == queries.CONSENT:
        return _ask(request, wish)
    request.session.pop(ASKED_AT, None)
    return as_answer(commands.allow(by=request.actor, at=now(), asked=asked, who=who))


@open_to("citizen")
@never_cache
@require_http_methods(["GET", "POST"])
def device(request: Request) -> HttpResponse:
    """The code that a screen shows: typed, looked at, allowed or not."""
    typed = request.POST.get("code") or request.GET.get("code", "")
    if not typed:
        return render(request, "openid/device.html", {"errors": {}, "code": ""})
    limits.count(request, "second-factor", subject=f"device:{request.actor.account_id}")
    try:
        wish = queries.get_device_wish(at=now(), typed=typed)
        if request.POST.get("answer") in ("yes", "no"):
            return _decide(request, typed, allowed=request.POST["answer"] == "yes")
    except (NotFound, commands.DeviceUnknown):
        wrong = str(commands.DeviceUnknown())
        return render(request, "openid/device.html", {"errors": {"code": wrong}, "code": typed}, status=422)
    page = {"wish": wish, "told": told_of(wish.scopes), "unit": names_of([wish.unit]).get(wish.unit, ""), "code": typed}
    return render(request, "openid/consent.html", page)


@open_to("citizen")
@never_cache
def allowed(request: Request) -> HttpResponse:
    """Which systems one lets be told, and since when."""
    page = Page.from_query(request.GET.get("page"))
    consents = queries.list_consents(viewer=request.actor, page=page)
    units = names_of({each.unit for each in consents})
    return render(request, "openid/allowed.html", {"consents": consents, "units": units, "told_of": told_of})


@open_to("citizen")
@require_POST
def take_back(request: Request, client_id: str) -> HttpResponse:
    commands.end_consent(by=request.actor, at=now(), client_id=client_id)
    return redirect("openid:allowed")


@open_to("everyone")
@never_cache
@require_http_methods(["GET", "POST"])
def end(request: Request) -> HttpResponse:
    """
    A client signs somebody out here too (RP-Initiated Logout 1.0). Nobody is signed out without a word: only a client that shows an ID
    token of this very visit does it at once.
    """
    said = request.POST if request.method == "POST" else request.GET
    claims = queries.read_own_token(said.get("id_token_hint", ""), at=now()) or {}
    client_id = str(claims.get("aud") or said.get("client_id", ""))
    wanted, state = said.get("post_logout_redirect_uri", ""), said.get("state", "")
    may_return = bool(claims) and queries.may_return_after(client_id=client_id, address=wanted)
    key = request.session.session_key or ""
    is_this_visit = bool(key) and claims.get("sid") == name_of_visit(key)
    actor = request.actor
    if actor.is_signed_in and not is_this_visit and request.POST.get("answer") != "yes":
        return render(request, "openid/end.html", {"said": dict(said.items())})
    if actor.is_signed_in:
        end_session(request)
    if not may_return:
        return HttpResponseRedirect("/")
    between = "&" if "?" in wanted else "?"
    return HttpResponseRedirect(f"{wanted}{between}{urlencode({'state': state})}" if state else wanted)


def _ask(request: Request, wish: queries.Wish) -> HttpResponse:
    page = {"wish": wish, "told": told_of(wish.scopes), "unit": names_of([wish.unit]).get(wish.unit, ""), "code": ""}
    shown = render(request, "openid/consent.html", page)
    back = urlsplit(request.GET["redirect_uri"])
    shown._csp_update = {"form-action": [f"{back.scheme}://{back.netloc}"]}  # type: ignore[attr-defined]
    return shown


def _decide(request: Request, typed: str, *, allowed: bool) -> HttpResponse:
    who = at_the_window(request)
    assert who is not None
    commands.decide_device(by=request.actor, at=now(), typed=typed, who=who, allowed=allowed)
    return render(request, "openid/device_done.html", {"allowed": allowed})


def _first_asked(request: Request) -> datetime | None:
    """When this visit first came with this very request, if it wants the person to prove anew."""
    if "login" not in request.GET.get("prompt", ""):
        return None
    of = sha256(request.META.get("QUERY_STRING", "").encode()).hexdigest()
    known = request.session.get(ASKED_AT) or {}
    if known.get("of") != of:
        known = {"of": of, "at": now().isoformat()}
        request.session[ASKED_AT] = known
    return parse_datetime(known["at"])


def _silent(step: str) -> type[OAuth2Error]:
    return type("Missing", (OAuth2Error,), {"error": SILENT[step]})
