"""Having erased what is held of oneself: what would go, what stays and by which law, the pause, thinking again."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError
from digigov.kernel.paging import Page
from digigov.modules.privacy import commands, queries
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.my_data import whose_of
from digigov.sites.account.security import fresh_enough, prove_first
from digigov.sites.request import Request

STATES: dict[str, Any] = {
    "waiting": (_("Waits"), "waiting"),
    "held": (_("Held up"), "late"),
    "withdrawn": (_("Withdrawn"), "ended"),
    "done": (_("Done"), "done"),
}


@open_to("citizen")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("erase")
def erase(request: Request) -> HttpResponse:
    """What would become of everything; and asking for it, by whoever has just shown the password once more."""
    error, status = "", 200
    if request.method == "POST":
        if not fresh_enough(request):
            return prove_first(request.get_full_path())
        try:
            return _asked(request)
        except DomainError as refusal:
            error, status = str(refusal), refusal.status
    return render(request, "account/erase.html", _shown(request, error), status=status)


def _asked(request: Request) -> HttpResponse:
    actor = request.actor
    closes = request.POST.get("closes") == "yes"
    commands.ask_erasure(by=actor, at=now(), whose=whose_of(request), closes=closes)
    return redirect("account:erase")


def _shown(request: Request, error: str) -> dict[str, Any]:
    actor, at = request.actor, now()
    waiting = queries.find_own_erasure(viewer=actor)
    closes = waiting.closes if waiting else request.GET.get("keep") != "account"
    return {
        "waiting": waiting,
        "plan": queries.get_plan(),
        "foreseen": queries.foresee_erasure(viewer=actor, at=at, whose=whose_of(request), closes=closes),
        "reasons": queries.REASONS,
        "earlier": queries.list_own_erasures(viewer=actor, page=Page.from_query(request.GET.get("page"), size=10)),
        "states": STATES,
        "closes": closes,
        "is_fresh": fresh_enough(request),
        "errors": {"": error} if error else {},
    }


@open_to("citizen")
@require_POST
def withdraw(request: Request, erasure_id: UUID) -> HttpResponse:
    """One press."""
    commands.withdraw_erasure(by=request.actor, at=now(), erasure_id=erasure_id)
    return redirect("account:erase")


@open_to("citizen")
@never_cache
def receipt(request: Request, erasure_id: UUID) -> HttpResponse:
    """What became of it, table by table."""
    actor, page = request.actor, Page.from_query(request.GET.get("page"), size=50)
    found = queries.get_erasure(viewer=actor, at=now(), erasure_id=erasure_id)
    shown = {
        "erasure": found,
        "lines": queries.list_destructions(viewer=actor, page=page, erasure_id=erasure_id),
        "reasons": queries.REASONS,
        "states": STATES,
    }
    return render(request, "account/erasure_receipt.html", shown)
