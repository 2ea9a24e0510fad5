"""What sign-up, recovery and a new address share: an address, digits by message, and a proof that the visit remembers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.modules.identity import commands
from digigov.modules.parties.queries import tidy_address
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.request import Request

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Flow:
    """``key`` in the session; ``begin`` sends the code; the pages that ask for the address, for the code, and what comes then."""

    key: str
    limit: str
    begin: Callable[..., UUID]
    address_page: str
    code_page: str
    then: str
    template: str


def ask_address(request: Request, flow: Flow, **page: Any) -> HttpResponse:
    """Ask for an address and send digits to it. The next page is the same, whoever it belongs to."""
    address, errors = request.POST.get("address", ""), {}
    if request.method == "POST":
        tidied = "".join(tidy_address(address))
        limits.count(request, flow.limit, subject=tidied)
        limits.count(request, "send-code", subject=tidied)
        try:
            code_id = flow.begin(
                by=request.actor,
                at=now(),
                address=address,
                language=get_language(),
            )
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            request.session[flow.key] = {"code": str(code_id), "address": address[:80], "proved": False}
            return redirect(flow.code_page)
    page = {**page, "errors": errors, "address": address}
    return render(request, flow.template, page, status=422 if errors else 200)


def ask_code(request: Request, flow: Flow) -> HttpResponse:
    """Ask for the digits."""
    waiting = request.session.get(flow.key)
    if not waiting:
        return redirect(flow.address_page)
    errors = {}
    if request.method == "POST":
        limits.count(request, "try-code")
        try:
            commands.prove_address(
                by=request.actor,
                at=now(),
                code_id=UUID(waiting["code"]),
                digits=request.POST.get("code", ""),
            )
        except commands.WrongCode as refusal:
            errors = refusal.errors
        except commands.CodeExpired as refusal:
            errors = {"code": refusal}
        else:
            request.session[flow.key] = {**waiting, "proved": True}
            return redirect(flow.then)
    page = {"errors": errors, "address": waiting["address"], "start": flow.address_page}
    return render(request, "account/code.html", page, status=422 if errors else 200)


def address_page(flow: Flow) -> View:
    """The page of a flow for everyone on which it begins."""

    @open_to("everyone")
    @never_cache
    def address(request: Request) -> HttpResponse:
        return ask_address(request, flow)

    return address


def code_page(flow: Flow) -> View:
    """The page of a flow for everyone on which the digits are typed."""

    @open_to("everyone")
    @never_cache
    def code(request: Request) -> HttpResponse:
        return ask_code(request, flow)

    return code


def proved(request: Request, flow: Flow) -> UUID | None:
    """The code that this visit has proved, if it has."""
    waiting = request.session.get(flow.key) or {}
    return UUID(waiting["code"]) if waiting.get("proved") else None
