"""A screen that many share: what somebody has is entered once, and a number is shown for the officer who looks at it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.assurance import commands, queries
from digigov.modules.forms import queries as forms
from digigov.modules.organizations.queries import get_office
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.session import end_session
from digigov.sites.kiosk_screen import kiosk_of
from digigov.sites.request import Request
from digigov.sites.typed_dates import typed_day

WIPED = '"cache", "storage"'  # what the next one at this screen would find


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def kiosk(request: Request) -> HttpResponse:
    """
    The start page of a kiosk; whoever forgot to sign out there is signed out.

    :raises NotFound: on any other screen.
    """
    place = kiosk_of(request)
    if not place:
        raise NotFound
    if request.actor.is_signed_in:
        end_session(request)
    page: dict[str, Any] = {"place": get_office(place).name, "errors": {}, "papers": queries.papers(with_photo=True)}
    page |= {"typed": request.POST, "numbers": forms.context_at(now()).identifiers}
    if request.method == "POST":
        limits.count(request, "kiosk")
        try:
            page["number"] = _begin(request, place)
        except InvalidInput as refusal:
            page["errors"] = refusal.errors
    shown = "kiosk/number.html" if page.get("number") else "kiosk/enter.html"
    answer = render(request, shown, page, status=422 if page["errors"] else 200)
    answer["Clear-Site-Data"] = WIPED
    return answer


def _begin(request: Request, place: str) -> str:
    """:raises InvalidInput: if something is missing."""
    shown = commands.Shown(
        national_id=request.POST.get("national_id", "")[:40],
        born_on=typed_day(request, "born_on"),
        paper=request.POST.get("paper", ""),
        number=request.POST.get("number", "")[:40],
    )
    return commands.begin_at_kiosk(by=request.actor, at=now(), place=place, shown=shown)
