"""A week's plan: drawn up, changed by hand, published; and how people kept to it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.kernel.paging import Page
from digigov.modules.parties.queries import names_of
from digigov.modules.workforce import commands, queries
from digigov.modules.workforce.definitions import workforce
from digigov.sites.access import open_to
from digigov.sites.desk.workforce_words import (
    BROKEN,
    HERE,
    SURE,
    clock,
    day_asked,
    day_typed,
    language_names,
    number_typed,
)
from digigov.sites.request import Request

PLAN = "workforce.plan"
REFUSALS = (commands.NothingToPlanFrom, commands.WeekIsOver, commands.NoDraft)


@open_to(PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: Request) -> HttpResponse:
    """One week: its draft, else what is in force."""
    asked = request.POST.get("week") if request.method == "POST" else request.GET.get("week")
    monday = _monday(day_asked(asked, ahead=7))
    errors: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            DOINGS.get(request.POST.get("do", ""), _unknown)(request, monday)
            return redirect(f"{reverse('desk:workforce-week')}?week={monday.isoformat()}")
        except InvalidInput as refusal:
            errors, status = refusal.errors, 422
        except commands.ShiftNotWell as refusal:
            errors, status = {"party": " ".join(str(BROKEN[each]) for each in refusal.faults)}, 422
        except REFUSALS as refusal:
            errors, status = {"": refusal}, refusal.status
    return render(request, "desk/workforce/week.html", _page(request, monday, errors), status=status)


@open_to(PLAN)
def adherence(request: Request) -> HttpResponse:
    """The plan of a day against what was seen."""
    on = day_asked(request.GET.get("on"))
    page = Page.from_query(request.GET.get("page"))
    found = queries.list_adherence(viewer=request.actor, at=now(), on=on, page=page)
    answer = {"on": on, "found": found, "names": names_of(each.party_id for each in found), "clock": clock,
              "here_in_nav": HERE}  # fmt: skip
    return render(request, "desk/workforce/adherence.html", answer)


def _page(request: Request, monday: date, errors: dict[str, Any]) -> dict[str, Any]:
    actor, found = request.actor, workforce()
    plan = queries.find_week(viewer=actor, at=now(), starts_on=monday)
    agents = queries.list_agents(viewer=actor, at=now())
    planned = plan.shifts if plan else ()
    people = dict.fromkeys([*(each.party_id for each in agents), *(each.party_id for each in planned)])
    names = names_of(people)
    half_hours = range(found.opens, found.closes + 1, 30)
    return {
        "monday": monday,
        "days": [monday + timedelta(days=n) for n in range(7)],
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "plan": plan,
        "people": sorted(people, key=lambda each: names.get(each, "")),
        "names": names,
        "agents": agents,
        "spoken": language_names(),
        "sure": SURE,
        "broken": BROKEN,
        "clock": clock,
        "times": [(minute, clock(minute)) for minute in half_hours],
        "centre": found,
        "errors": errors,
        "typed": request.POST,
        "here_in_nav": HERE,
    }


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _plan(request: Request, monday: date) -> None:
    share = number_typed(request.POST.get("share", ""), most=99)
    seconds = number_typed(request.POST.get("seconds", ""), most=600)
    if share is None:
        raise InvalidInput({"share": _("Enter a share from 50 to 99 per cent.")})
    if seconds is None:
        raise InvalidInput({"seconds": _("Enter 5 to 600 seconds.")})
    commands.plan_week(by=request.actor, at=now(), starts_on=monday, share=share / 100, seconds=int(seconds))


def _change(request: Request, monday: date) -> None:
    commands.change_week(by=request.actor, at=now(), starts_on=monday)


def _publish(request: Request, monday: date) -> None:
    commands.publish_week(by=request.actor, at=now(), starts_on=monday)


def _put(request: Request, monday: date) -> None:
    party_id, on = _who_and_when(request, monday)
    begins, ends = (number_typed(request.POST.get(name, ""), most=24 * 60) for name in ("begins", "ends"))
    if begins is None or ends is None or ends <= begins:
        raise InvalidInput({"ends": _("Choose from when until when.")})
    commands.put_shift(by=request.actor, at=now(), on=on, party_id=party_id, begins=int(begins), ends=int(ends))


def _remove(request: Request, monday: date) -> None:
    party_id, on = _who_and_when(request, monday)
    try:
        commands.remove_shift(by=request.actor, at=now(), on=on, party_id=party_id)
    except NotFound:
        raise InvalidInput({"party": _("This person has no shift on that day.")}) from None


def _who_and_when(request: Request, monday: date) -> tuple[UUID, date]:
    on = day_typed(request.POST.get("on"))
    if on is None or _monday(on) != monday:
        raise InvalidInput({"on": _("Choose a day of this week.")})
    try:
        return UUID(request.POST.get("party", "")), on
    except ValueError:
        raise InvalidInput({"party": _("Choose somebody.")}) from None


def _unknown(request: Request, monday: date) -> None:  # noqa: ARG001
    raise InvalidInput({"": _("Choose what to do.")})


DOINGS: dict[str, Callable[[Request, date], None]] = {
    "plan": _plan, "change": _change, "publish": _publish, "put": _put, "remove": _remove,
}  # fmt: skip
