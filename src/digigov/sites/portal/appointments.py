"""Choosing, moving and giving back the time of an appointment. The desk does the same for those who call."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date, now
from digigov.kernel.errors import NotFound
from digigov.modules.appointments import commands, queries
from digigov.modules.casework import queries as cases
from digigov.modules.casework.queries import PublicStatus
from digigov.sites.access import open_to
from digigov.sites.portal import by_code
from digigov.sites.request import Request


@dataclass(frozen=True, slots=True)
class Door:
    """Who stands there for which application; the template of the page, and the addresses around it."""

    actor: Actor
    reference: str
    template: str
    here: str
    cancel: str
    after: str


def portal_door(request: Request, reference: str) -> Door:
    """The applicant's own."""
    pages = ("portal:appointment", "portal:cancel-appointment", "portal:application")
    addresses = (reverse(name, args=[reference]) for name in pages)
    return Door(request.actor, reference, "appointments/portal.html", *addresses)


def code_door(found: by_code.Opened) -> Door:
    """Of an application that is open by its code: no address names it."""
    pages = ("portal:tracked-appointment", "portal:cancel-tracked-appointment", "portal:tracked")
    return Door(found.holder, found.application.reference, "appointments/portal.html", *map(reverse, pages))


@open_to("citizen")
@never_cache
def arrange(request: Request, reference: str) -> HttpResponse:
    return arrange_at(portal_door(request, reference), request)


@open_to("citizen")
@require_POST
def cancel(request: Request, reference: str) -> HttpResponse:
    return cancel_at(portal_door(request, reference))


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@by_code.with_code
def arrange_by_code(request: Request, found: by_code.Opened) -> HttpResponse:
    return arrange_at(code_door(found), request)


@open_to("everyone")
@require_POST
@by_code.with_code
def cancel_by_code(request: Request, found: by_code.Opened) -> HttpResponse:
    return cancel_at(code_door(found))


def arrange_at(door: Door, request: Request) -> HttpResponse:
    """Show the times that are free, or keep the one that was chosen."""
    status = _status(door.reference)
    offer = queries.get_offer(viewer=door.actor, step_id=status.step_id)  # type: ignore[arg-type]
    error = ""
    if request.method == "POST":
        try:
            _keep(request, door.actor, offer)
            return redirect(door.after)
        except (commands.SlotTaken, commands.NoSuchSlot) as refusal:
            error = str(refusal)
    page = _page(door, request, offer)
    errors = {"starts_at": error} if error else {}
    return render(request, door.template, {**page, "errors": errors}, status=422 if error else 200)


def cancel_at(door: Door) -> HttpResponse:
    """Give the time back."""
    booked = queries.find_booked(_status(door.reference).step_id)  # type: ignore[arg-type]
    if booked is None:
        raise NotFound
    commands.cancel_appointment(by=door.actor, at=now(), appointment_id=booked.id)
    return redirect(door.here)


def _status(reference: str) -> PublicStatus:
    """:raises NothingToArrange: if the case waits for no appointment."""
    case_id = cases.find_case_id(reference)
    if case_id is None:
        raise NotFound
    status = cases.public_status(case_id)
    if status.step_type not in ("meet", "inspect"):
        raise commands.NothingToArrange
    return status


def _keep(request: Request, actor: Actor, offer: queries.Offer) -> None:
    office, at = request.POST.get("office", ""), now()
    try:
        starts_at = datetime.fromisoformat(request.POST.get("starts_at", ""))
    except ValueError:
        raise commands.NoSuchSlot(_("Choose a time.")) from None
    if starts_at.tzinfo is None:
        raise commands.NoSuchSlot
    if offer.booked is None:
        commands.book_appointment(by=actor, at=at, step_id=offer.step_id, office=office, starts_at=starts_at)
    else:
        commands.move_appointment(by=actor, at=at, appointment_id=offer.booked.id, office=office, starts_at=starts_at)


def _page(door: Door, request: Request, offer: queries.Offer) -> dict[str, Any]:
    at, offices = now(), [each.code for each in offer.offices]
    asked = request.POST.get("office") or request.GET.get("office") or (offer.booked.office if offer.booked else "")
    office = asked if asked in offices else next(iter(offices), "")
    first = local_date(at) + timedelta(days=1)
    start = max(_day(request.GET.get("from", "")) or first, first)
    days = (
        queries.list_free_days(viewer=door.actor, at=at, step_id=offer.step_id, office=office, start=start)
        if office
        else ()
    )
    return {
        "reference": door.reference,
        "offer": offer,
        "office": next((each for each in offer.offices if each.code == office), None),
        "days": days,
        "earlier": start - timedelta(days=queries.DAYS_SHOWN) if start > first else None,
        "later": start + timedelta(days=queries.DAYS_SHOWN),
        "here_url": door.here,
        "cancel_url": door.cancel,
        "back_url": door.after,
    }


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 < found.year < 2200 else None
