"""The named places for the map's script, kept by browsers for a day."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from digigov.modules.forms.queries import get_country
from digigov.sites.access import open_to
from digigov.sites.request import Request


@open_to("everyone")
@require_safe
@cache_control(public=True, max_age=86_400)
def places(request: Request) -> HttpResponse:
    """Name, district, latitude, longitude of each."""
    _country, known = get_country()
    return JsonResponse({"places": [[p.name, p.district, p.latitude, p.longitude] for p in known.places]})
