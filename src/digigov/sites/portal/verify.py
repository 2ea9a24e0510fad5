"""Checking a paper: scan its code, or type its number and the code beside it. Open to everyone; says no more than the paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from digigov.kernel.clock import now
from digigov.modules.documents import queries as documents
from digigov.sites.access import open_to
from digigov.sites.limits import limited
from digigov.sites.request import Request


@open_to("everyone")
@limited("verify")
@never_cache
def verify(request: Request) -> HttpResponse:
    """The form, and the answer to what was typed."""
    number, code = request.POST.get("number", "")[:40], request.POST.get("code", "")[:40]
    if request.method != "POST":
        return _form(request, number, code, {})
    errors = {}
    if not number.strip():
        errors["number"] = _("Enter the number of the document.")
    if not code.strip():
        errors["code"] = _("Enter the code printed beside the document's square code.")
    if errors:
        return _form(request, number, code, errors)
    found = documents.verify_number(viewer=request.actor, at=now(), number=number, code=code)
    return _answer(request, found, typed=True)


@open_to("everyone")
@limited("verify", methods=("GET",))
@never_cache
def scanned(request: Request, token: str) -> HttpResponse:
    """The answer to a scanned code of a paper printed before December 2026."""
    return _answer(request, documents.verify(viewer=request.actor, at=now(), token=token), typed=False)


@open_to("everyone")
@limited("verify", methods=("GET",))
@never_cache
def opened(request: Request, number: str, code: str) -> HttpResponse:
    """The answer to a scanned code: its number and code, as they are printed beside it. What stands behind the # is never sent."""
    found = documents.verify_number(viewer=request.actor, at=now(), number=number[:40], code=code[:40])
    return _answer(request, found, typed=False)


def _form(request: Request, number: str, code: str, errors: dict[str, str]) -> HttpResponse:
    page = {"number": number, "code": code, "errors": errors, "here_in_nav": "portal:verify"}
    return render(request, "portal/verify/form.html", page, status=422 if errors else 200)


def _answer(request: Request, found: documents.Verification, *, typed: bool) -> HttpResponse:
    page = {"found": found, "typed": typed, "checked_at": now(), "here_in_nav": "portal:verify"}
    return render(request, "portal/verify/answer.html", page, status=404 if found.state == "unknown" else 200)
