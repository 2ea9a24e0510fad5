"""The agents of the contact centre: languages and hours, leave that waits for a yes, and shifts that two would change."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotAllowed
from digigov.kernel.paging import Page
from digigov.modules.parties.queries import names_of
from digigov.modules.workforce import commands, queries
from digigov.modules.workforce.definitions import workforce
from digigov.sites.access import open_to
from digigov.sites.desk.workforce_words import HERE, LEAVES, language_names, number_typed
from digigov.sites.request import Request

PLAN = "workforce.plan"
REFUSALS = (commands.NotTheirShifts, commands.ShiftNotWell)


@open_to(PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request) -> HttpResponse:
    errors: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            DOINGS.get(request.POST.get("do", ""), _unknown)(request)
            return redirect("desk:workforce-people")
        except InvalidInput as refusal:
            errors, status = _at_their_row(request, refusal.errors), 422
        except REFUSALS as refusal:
            errors, status = {"": refusal}, refusal.status
        except NotAllowed:
            errors, status = {"": _("You cannot decide about yourself. Somebody else who plans must.")}, 403
    actor, at = request.actor, now()
    agents = queries.list_agents(viewer=actor, at=at)
    leaves = queries.list_leaves(viewer=actor, at=at, page=Page.from_query(request.GET.get("page")))
    swaps = queries.list_swaps(viewer=actor, at=at, page=Page(size=100))
    who = {each.party_id for each in (*agents, *leaves, *swaps)} | {each.other_id for each in swaps}
    names = names_of(who)
    page = {
        "agents": sorted(agents, key=lambda each: names.get(each.party_id, "")),
        "leaves": leaves,
        "swaps": swaps,
        "names": names,
        "spoken": [(code, language_names().get(code, code)) for code in workforce().languages],
        "states": LEAVES,
        "usual_hours": workforce().weekly_minutes / 60,
        "errors": errors,
        "here_in_nav": HERE,
    }
    return render(request, "desk/workforce/people.html", page, status=status)


def _set(request: Request) -> None:
    typed = request.POST.get("weekly_hours", "").strip()
    hours = number_typed(typed, most=80) if typed else None
    if typed and hours is None:
        raise InvalidInput({"weekly_hours": _("Enter hours a week from 1 to 80, or leave it empty.")})
    commands.set_agent(
        by=request.actor,
        at=now(),
        party_id=_id(request),
        languages=request.POST.getlist("languages"),
        weekly_hours=hours,
    )


def _leave(request: Request) -> None:
    grants = request.POST.get("answer") == "yes"
    commands.decide_leave(by=request.actor, at=now(), leave_id=_id(request), grants=grants)


def _swap(request: Request) -> None:
    grants = request.POST.get("answer") == "yes"
    commands.decide_swap(by=request.actor, at=now(), swap_id=_id(request), grants=grants)


def _id(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        raise InvalidInput({"": _("Choose a line of the page.")}) from None


def _at_their_row(request: Request, errors: dict[str, Any]) -> dict[str, Any]:
    """Each fault under the field of the person whose form it was."""
    return {f"{name}-{request.POST.get('id', '')}" if name else "": sentence for name, sentence in errors.items()}


def _unknown(request: Request) -> None:  # noqa: ARG001
    raise InvalidInput({"": _("Choose what to do.")})


DOINGS: dict[str, Callable[[Request], None]] = {"agent": _set, "leave": _leave, "swap": _swap}
