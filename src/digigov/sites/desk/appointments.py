"""The time of an inspection or a meeting, arranged by the officer: with the person on the telephone, or alone."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.sites.access import open_to
from digigov.sites.portal.appointments import Door, arrange_at, cancel_at
from digigov.sites.request import Request


def desk_door(request: Request, reference: str) -> Door:
    addresses = (reverse(f"desk:{page}", args=[reference]) for page in ("appointment", "cancel-appointment", "case"))
    return Door(request.actor, reference, "appointments/desk.html", *addresses)


@open_to("officer")
@never_cache
def arrange(request: Request, reference: str) -> HttpResponse:
    return arrange_at(desk_door(request, reference), request)


@open_to("officer")
@require_POST
def cancel(request: Request, reference: str) -> HttpResponse:
    return cancel_at(desk_door(request, reference))
