"""Where an application stands, for somebody without an account: with its reference and its code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.kernel.references import parse_reference
from digigov.modules.applications import commands, queries
from digigov.sites.access import open_to
from digigov.sites.limits import count, limited
from digigov.sites.portal.my import page_of

OPENED = "applications_opened"


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for reference and code. Neither is ever part of an address, so neither is kept in a history or a log."""
    error, typed = "", {"reference": request.POST.get("reference", ""), "code": request.POST.get("code", "")}
    if request.method == "POST":
        count(request, "track", subject=parse_reference(typed["reference"]) or "")
        found = queries.find_by_code(**typed)
        if found:
            request.session[OPENED] = typed
            return redirect("portal:tracked")
        error = str(commands.WrongCode())
    return render(
        request,
        "track/ask.html",
        {**typed, "errors": {"reference": error} if error else {}},
        status=404 if error else 200,
    )


@open_to("everyone")
def tracked(request: HttpRequest) -> HttpResponse:
    """The same story that the person sees with an account, without what belongs to the account."""
    typed = request.session.get(OPENED)
    found = queries.find_by_code(**typed) if typed else None
    if found is None:
        return redirect("portal:track")
    return render(
        request,
        "my/application.html",
        {**page_of(request, found), "without_account": True},
    )


@open_to("citizen")
@require_POST
@limited("take-over")
def take_over(request: HttpRequest) -> HttpResponse:
    """Make the application that was opened by code one's own."""
    typed = request.session.get(OPENED)
    if not typed:
        raise InvalidInput({}, commands.WrongCode.message)
    commands.take_over(by=request.actor, at=now(), **typed)  # type: ignore[attr-defined]
    return redirect("portal:application", reference=typed["reference"])
