"""The time of an inspection or a meeting, arranged by the officer: with the person on the telephone, or alone."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.sites.access import open_to
from digigov.sites.portal.appointments import Door, arrange_at, cancel_at

DESK = Door("appointments/desk.html", "desk:appointment", "desk:cancel-appointment", "desk:case")


@open_to("officer")
@never_cache
def arrange(request: HttpRequest, reference: str) -> HttpResponse:
    return arrange_at(DESK, request, reference)


@open_to("officer")
@require_POST
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    return cancel_at(DESK, request, reference)
