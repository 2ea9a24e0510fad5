"""For supervisors: who has how much, what is late, and handing it on."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.paging import Page, PageOf
from digigov.modules.casework import queries
from digigov.modules.casework.queries import QueueLine
from digigov.modules.organizations import queries as organizations
from digigov.modules.parties import queries as parties
from digigov.sites.access import open_to
from digigov.sites.desk.queue import rows_of


@open_to("casework.supervise")
@never_cache
def workload(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    load = queries.workload(viewer=actor, at=now())
    names = parties.names_of(each.party_id for each in load if each.party_id)
    return render(request, "desk/workload.html", {"load": load, "names": names, "here_in_nav": "desk:workload"})


@open_to("casework.supervise")
@never_cache
def in_hand(request: HttpRequest, party_id: UUID | None = None) -> HttpResponse:
    """What one officer has, or what nobody has."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page = Page.from_query(request.GET.get("page"))
    lines = queries.list_in_hand(viewer=actor, party_id=party_id, page=page)
    name = parties.names_of([party_id]).get(party_id, "–") if party_id else ""
    return _list(request, lines, name=name, is_late=False)


@open_to("casework.supervise")
@never_cache
def overdue(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lines = queries.list_overdue(viewer=actor, at=now(), page=Page.from_query(request.GET.get("page")))
    return _list(request, lines, name="", is_late=True)


def _list(request: HttpRequest, lines: PageOf[QueueLine], *, name: str, is_late: bool) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    pairs = {(line.role, line.unit) for line in lines}
    holders = {
        pair: [h.party_id for h in organizations.list_holders(role=pair[0], unit=pair[1], at=at)] for pair in pairs
    }
    names = parties.names_of(each for found in holders.values() for each in found)
    return render(
        request,
        "desk/in_hand.html",
        {
            "rows": rows_of(lines, actor, at=at),
            "lines": lines,
            "holders": {pair: [(each, names.get(each, "–")) for each in found] for pair, found in holders.items()},
            "name": name,
            "is_late": is_late,
            "here_in_nav": "desk:workload",
        },
    )
