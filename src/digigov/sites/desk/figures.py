"""How the services of a ministry do, in figures and drawn, for whoever answers for it: no case and no name."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.paging import Page
from digigov.modules.casework import queries
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.queries import REQUEST_SERVICE
from digigov.modules.organizations import queries as organizations
from digigov.sites.access import open_to
from digigov.sites.request import Request

PERIODS = {"30": _("30 days"), "90": _("90 days"), "365": _("12 months")}


@open_to("casework.see-figures")
@never_cache
def figures(request: Request) -> HttpResponse:
    actor: Actor = request.actor
    at = now()
    days = request.GET.get("days", "")
    days = days if days in PERIODS else "30"
    since = at - timedelta(days=int(days))
    found = queries.list_figures(viewer=actor, at=at, since=since, page=Page.from_query(request.GET.get("page")))
    page = {
        "figures": found,
        "total": queries.total_figures(viewer=actor, at=at, since=since),
        "names": {
            REQUEST_SERVICE: _("What people reported"),
            **{card.id: card.name for card in catalog.cards_of(tuple(each.service for each in found))},
        },
        "unit_name": organizations.names_of([actor.office]).get(actor.office, ""),
        "days": days,
        "periods": PERIODS,
        "at": at,
        "here_in_nav": "desk:figures",
    }
    return render(request, "desk/figures.html", page)
