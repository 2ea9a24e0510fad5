"""Passkeys: a script asks for options, the device answers, and the answer is checked. Spoken in JSON."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError
from digigov.modules.identity import commands
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.next_page import safe_next
from digigov.sites.account.security import fresh_enough, show_codes_once
from digigov.sites.account.session import open_session
from digigov.sites.failures import whole_body
from digigov.sites.request import Request
from digigov.sites.security_log import note_failed_sign_in

STATE = "passkey"
MOST_BYTES = 20_000


@open_to("everyone")
@require_POST
@never_cache
def options(request: Request) -> HttpResponse:
    """What a browser needs to show a passkey; the same for everyone."""
    wanted, request.session[STATE] = commands.begin_passkey_sign_in()
    return JsonResponse(wanted)


@open_to("everyone")
@require_POST
@never_cache
def sign_in(request: Request) -> HttpResponse:
    """A passkey opens a visit; its device has asked for finger, face or PIN, so the second factor counts as used."""
    limits.count(request, "sign-in")
    answer = read_answer(request)
    try:
        account_id = commands.use_passkey(
            by=request.actor,
            at=now(),
            state=request.session.pop(STATE, {}),
            answer=answer.get("credential") or {},
        )
    except DomainError as refusal:
        note_failed_sign_in(request, "passkey")
        return refuse(refusal)
    open_session(request, account_id, second_factor=True, way="passkey")
    return JsonResponse({"next": safe_next(request, str(answer.get("next", "")))})


@open_to("citizen")
@require_POST
@never_cache
def begin(request: Request) -> HttpResponse:
    """What a browser needs to make a passkey for whoever is signed in."""
    if not fresh_enough(request):
        return _ask_first()
    try:
        wanted, request.session[STATE] = commands.begin_passkey(by=request.actor, at=now())
    except DomainError as refusal:
        return refuse(refusal)
    return JsonResponse(wanted)


@open_to("citizen")
@require_POST
@never_cache
def add(request: Request) -> HttpResponse:
    if not fresh_enough(request):
        return _ask_first()
    answer = read_answer(request)
    try:
        codes = commands.add_passkey(
            by=request.actor,
            at=now(),
            state=request.session.pop(STATE, {}),
            answer=answer.get("credential") or {},
            name=str(answer.get("name", "")),
        )
    except DomainError as refusal:
        return refuse(refusal)
    return JsonResponse({"next": show_codes_once(request, codes)})


def read_answer(request: Request) -> dict[str, Any]:
    body = whole_body(request)
    if len(body) > MOST_BYTES:
        return {}
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def refuse(refusal: DomainError) -> HttpResponse:
    return JsonResponse({"error": str(refusal)}, status=refusal.status)


def _ask_first() -> HttpResponse:
    question = f"{reverse('account:confirm')}?next={reverse('account:security')}"
    return JsonResponse({"error": _("Confirm first that it is you."), "next": question}, status=403)
