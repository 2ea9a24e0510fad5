"""How many agents when: the need of a day, what if, and a day played through. For whoever plans the contact centre."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.workforce import commands, queries
from digigov.modules.workforce.definitions import workforce
from digigov.sites.access import open_to
from digigov.sites.desk.workforce_words import (
    CHANNELS,
    HERE,
    SURE,
    clock,
    curve_of,
    day_asked,
    day_typed,
    most_and_fewest,
    number_typed,
)
from digigov.sites.request import Request

PLAN = "workforce.plan"
MOST = {"rate": 20_000.0, "seconds": 7_200.0, "share": 99.0, "within": 600.0}
LEAST = {"rate": 0.0, "seconds": 1.0, "share": 50.0, "within": 0.0}
WRONG: dict[str, Any] = {
    "rate": _("Enter calls an hour, from 0 to 20,000."),
    "seconds": _("Enter how long a call takes, from 1 to 7,200 seconds."),
    "share": _("Enter a share from 50 to 99 per cent."),
    "within": _("Enter 0 to 600 seconds."),
}


@open_to(PLAN)
def need(request: Request) -> HttpResponse:
    """The need of one day, from the forecast, and how good that is."""
    return _need(request, {}, 200)


@open_to(PLAN)
@require_POST
def left_out(request: Request) -> HttpResponse:
    """Let a day of history not count, or count again."""
    on = day_typed(request.POST.get("on"))
    try:
        if request.POST.get("do") == "back":
            if on is None:
                raise InvalidInput({"on": _("Enter a day that is over.")})
            commands.take_day_back(by=request.actor, at=now(), on=on)
        else:
            commands.leave_out_day(by=request.actor, at=now(), on=on, reason=request.POST.get("reason", ""))
    except InvalidInput as refusal:
        return _need(request, refusal.errors, 422)
    return redirect(HERE)


@open_to(PLAN)
def what_if(request: Request) -> HttpResponse:
    """So many calls, so long, such a target: how many agents, and how it goes with some fewer and more."""
    found = workforce()
    usual = {"rate": "80", "seconds": "180", "share": f"{found.share * 100:g}", "within": str(found.seconds)}
    given = {name: request.GET.get(name, usual[name]) for name in usual}
    values = {name: number_typed(text, most=MOST[name]) for name, text in given.items()}
    errors = {name: WRONG[name] for name, value in values.items() if value is None or value < LEAST[name]}
    answer = None
    if not errors:
        wanted = {name: value for name, value in values.items() if value is not None}
        try:
            answer = queries.what_if(
                viewer=request.actor, load=queries.Load(wanted["rate"], wanted["seconds"]),
                target=queries.Target(wanted["share"] / 100, wanted["within"]),
            )  # fmt: skip
        except queries.Unreadable:
            errors = {"rate": _("That is more than a contact centre can seat. Enter fewer or shorter calls.")}
    page = {
        "given": given, "errors": errors, "answer": answer, "shrinkage": found.shrinkage, "patience": found.patience,
        "here_in_nav": HERE,
    }  # fmt: skip
    return render(request, "desk/workforce/what_if.html", page, status=422 if errors else 200)


@open_to(PLAN)
def played(request: Request) -> HttpResponse:
    """A planned day played through many times."""
    on = day_asked(request.GET.get("on"), ahead=1)
    page = {
        "on": on,
        "played": queries.play_day(viewer=request.actor, at=now(), on=on),
        "is_made_up": queries.get_forecast(viewer=request.actor, at=now(), on=on).is_made_up,
        "here_in_nav": HERE,
    }
    return render(request, "desk/workforce/day.html", page)


def _need(request: Request, errors: dict[str, Any], status: int) -> HttpResponse:
    on = day_asked(request.GET.get("on"), ahead=1)
    forecast = queries.get_forecast(viewer=request.actor, at=now(), on=on)
    rows = forecast.day.rows if forecast.day else ()
    page = {
        "on": on,
        "forecast": forecast,
        "rows": rows,
        "curve": curve_of(rows),
        "words": most_and_fewest(rows) if rows else {},
        "channels": CHANNELS,
        "sure": SURE,
        "clock": clock,
        "centre": workforce(),
        "left_out": queries.list_left_out(viewer=request.actor, page=Page.from_query(request.GET.get("page"), size=10)),
        "errors": errors,
        "typed": request.POST,
        "here_in_nav": HERE,
    }
    return render(request, "desk/workforce/need.html", page, status=status)
