"""An agent's own shifts: when, how they were kept, leave, wishes, a change with a colleague, and a calendar for the telephone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.kernel.paging import Page
from digigov.modules.parties.queries import names_of
from digigov.modules.workforce import commands, queries
from digigov.sites.access import open_to
from digigov.sites.desk.calendar_feed import Event, calendar_of
from digigov.sites.desk.workforce_words import LEAVES, SWAPS, WISHES, clock, day_typed
from digigov.sites.request import Request

ANSWER = "contact.answer"
REFUSALS = (commands.LeaveOverlaps, commands.NotTheirShifts, commands.SwapOpen)
SOME = Page(size=50)


@open_to(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: Request) -> HttpResponse:
    errors: dict[str, Any] = {}
    status, address = 200, ""
    if request.method == "POST":
        try:
            address = DOINGS.get(request.POST.get("do", ""), _unknown)(request)
            if not address:
                return redirect("desk:my-shifts")
        except InvalidInput as refusal:
            errors, status = refusal.errors, 422
        except REFUSALS as refusal:
            errors, status = {"": refusal}, refusal.status
    actor, at = request.actor, now()
    others = queries.shifts_of_others(viewer=actor, at=at, page=SOME)
    swaps = queries.list_my_swaps(viewer=actor, at=at, page=SOME)
    shifts = queries.list_my_shifts(viewer=actor, at=at, page=Page.from_query(request.GET.get("page")))
    who = {each.party_id for each in (*others, *swaps)} | {each.other_id for each in swaps}
    page = {
        "me": actor.own_party,
        "shifts": shifts,
        "kept": queries.list_my_adherence(viewer=actor, at=at, page=Page(size=10)),
        "leaves": queries.list_my_leaves(viewer=actor, at=at, page=Page(size=10)),
        "wishes": queries.my_wishes(viewer=actor, at=at, page=SOME),
        "swaps": swaps,
        "others": others,
        "names": names_of(who),
        "has_feed": queries.has_feed(viewer=actor),
        "address": address,
        "clock": clock,
        "words": {"leave": LEAVES, "swap": SWAPS, "wish": WISHES},
        "errors": errors,
        "typed": request.POST,
        "here_in_nav": "desk:my-shifts",
    }
    return render(request, "desk/workforce/mine.html", page, status=status)


@open_to("everyone")
@never_cache
@require_safe
def calendar(request: Request, token: str) -> HttpResponse:  # noqa: ARG001
    """
    The shifts of whoever's address this is, for a calendar program, which cannot sign in: times alone, no name and no colleague.

    :raises NotFound: if it is nobody's.
    """
    shifts = queries.shifts_by_feed(secret=token[:100], at=now())
    if shifts is None:
        raise NotFound
    summary = str(_("Shift at the contact centre"))
    pause = str(_("Breaks"))
    events = [
        Event(
            str(each.id), each.starts_at, each.ends_at, summary,
            f"{pause}: " + ", ".join(f"{clock(a)}–{clock(b)}" for a, b, _kind in each.breaks) if each.breaks else "",
        )
        for each in shifts
    ]  # fmt: skip
    answer = HttpResponse(calendar_of(events, at=now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="shifts.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _feed(request: Request) -> str:
    """The new address, which is shown once."""
    secret = commands.make_feed(by=request.actor, at=now())
    return f"{settings.ADDRESS}{reverse('desk:my-shifts-calendar', kwargs={'token': secret})}"


def _leave(request: Request) -> str:
    first, last = (day_typed(request.POST.get(name)) for name in ("first_on", "last_on"))
    commands.ask_for_leave(by=request.actor, at=now(), first_on=first, last_on=last)
    return ""


def _leave_back(request: Request) -> str:
    commands.take_leave_back(by=request.actor, at=now(), leave_id=_id(request, "id"))
    return ""


def _wish(request: Request) -> str:
    commands.set_wish(
        by=request.actor, at=now(), on=day_typed(request.POST.get("on")), kind=request.POST.get("kind", "")
    )
    return ""


def _swap(request: Request) -> str:
    """``mine`` is a day, ``theirs`` a party and a day with a space between."""
    on = day_typed(request.POST.get("mine"))
    who, _space, theirs = request.POST.get("theirs", "").partition(" ")
    other_on = day_typed(theirs)
    if on is None:
        raise InvalidInput({"mine": _("Choose one of your shifts.")})
    try:
        other_id = UUID(who)
    except ValueError:
        other_id = None
    if other_id is None or other_on is None:
        raise InvalidInput({"theirs": _("Choose a shift of a colleague.")})
    try:
        commands.ask_for_swap(by=request.actor, at=now(), on=on, other_id=other_id, other_on=other_on)
    except InvalidInput as refusal:
        raise InvalidInput({"theirs": refusal.errors["other"]}) from None
    return ""


def _swap_answer(request: Request) -> str:
    agrees = request.POST.get("answer") == "yes"
    commands.answer_swap(by=request.actor, at=now(), swap_id=_id(request, "id"), agrees=agrees)
    return ""


def _swap_back(request: Request) -> str:
    commands.take_swap_back(by=request.actor, at=now(), swap_id=_id(request, "id"))
    return ""


def _id(request: Request, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise InvalidInput({"": _("Choose a line of the page.")}) from None


def _unknown(request: Request) -> str:  # noqa: ARG001
    raise InvalidInput({"": _("Choose what to do.")})


DOINGS: dict[str, Callable[[Request], str]] = {
    "feed": _feed, "leave": _leave, "leave-back": _leave_back, "wish": _wish, "swap": _swap, "swap-answer": _swap_answer,
    "swap-back": _swap_back,
}  # fmt: skip
