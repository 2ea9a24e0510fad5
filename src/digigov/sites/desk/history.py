"""The whole story of a case; and, for those who may read the trail, who looked at it and why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.paging import Page
from digigov.modules.audit import queries as audit
from digigov.modules.casework import queries as cases
from digigov.modules.parties import queries as parties
from digigov.sites.access import open_to
from digigov.sites.desk import wording
from digigov.sites.desk.case import case_id_of
from digigov.sites.request import Request


@open_to("officer")
@never_cache
def history(request: Request, reference: str) -> HttpResponse:
    actor: Actor = request.actor
    page = Page.from_query(request.GET.get("page"), size=50)
    story = cases.timeline(viewer=actor, at=now(), case_id=case_id_of(reference), page=page)
    names = parties.names_of(wording.people_in(story))
    entries = wording.entries_of(story, names)
    return render(request, "desk/history.html", {"reference": reference, "entries": entries, "story": story})


@open_to("audit.read")
@never_cache
def trail(request: Request, reference: str) -> HttpResponse:
    actor: Actor = request.actor
    page = Page.from_query(request.GET.get("page"), size=50)
    lines = audit.list_of_case(viewer=actor, case_id=case_id_of(reference), page=page)
    return render(request, "desk/trail.html", {"reference": reference, "lines": lines})
