"""Finding a service: the front page, search, browsing, the page of a service and what it does with people's data."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from digigov.kernel.clock import local_date, now
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page
from digigov.modules.casework import queries as casework
from digigov.modules.catalog import queries as catalog
from digigov.modules.knowledge import queries as knowledge
from digigov.modules.organizations import queries as organizations
from digigov.sites.access import open_to
from digigov.sites.limits import count
from digigov.sites.portal import telling
from digigov.sites.request import Request

AUDIENCES = {
    "citizen": _("Citizens and residents"),
    "visitor": _("Visitors"),
    "business": _("Businesses"),
    "agency": _("Public bodies"),
}
LONGEST_QUERY = 200


@open_to("everyone")
def home(request: Request) -> HttpResponse:
    """Search first; then by life event, by ministry, by who one is."""
    popular = casework.most_used_services(today=local_date(now()))
    return render(
        request,
        "find/home.html",
        {
            "life_events": catalog.list_life_events(),
            "ministries": organizations.list_ministries(),
            "audiences": AUDIENCES,
            "popular": catalog.cards_of(popular),
            "alerts": knowledge.alerts_in_force(at=now(), language=get_language() or "en"),
        },
    )


@open_to("everyone")
def find(request: Request) -> HttpResponse:
    """What fits the words that somebody typed; all services without words."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    if query:
        count(request, "search")
    page = Page.from_query(request.GET.get("page"), size=20)
    found = catalog.search_services(query=query, page=page) if query else catalog.list_services(page=page)
    link = f"?{urlencode({'q': query})}&" if query else "?"
    answers = knowledge.suggest(text=query, language=get_language() or "en", at=now(), most=3) if query else ()
    told = {"articles": answers if page.number == 1 else (), "after": urlencode({"q": query})}
    return render(request, "find/results.html", {"query": query, "services": found, "link": link, **told})


@open_to("everyone")
def ministry(request: Request, code: str) -> HttpResponse:
    unit = organizations.get_unit(code)
    if unit.kind != "ministry":
        raise NotFound
    return _listed(request, unit.name, ministry=code)


@open_to("everyone")
def life_event(request: Request, event: str) -> HttpResponse:
    named = {each.id: each.name for each in catalog.get_pack().life_events}
    if event not in named:
        raise NotFound
    return _listed(request, named[event], life_event=event)


@open_to("everyone")
def audience(request: Request, audience: str) -> HttpResponse:
    if audience not in AUDIENCES:
        raise NotFound
    return _listed(request, AUDIENCES[audience], audience=audience)


def _listed(request: Request, title: Any, **which: str) -> HttpResponse:
    found = catalog.list_services(page=Page.from_query(request.GET.get("page"), size=20), **which)
    return render(request, "find/listed.html", {"heading": title, "services": found})


@open_to("everyone")
def service(request: Request, service: str) -> HttpResponse:
    """Who may apply, what it costs, how long it takes by charter and in fact, what to have at hand."""
    found = catalog.get_service(service)
    units = organizations.get_units([found.definition.organization, found.ministry])
    unit = units[found.definition.organization]
    return render(
        request,
        "find/service.html",
        {
            "service": found,
            "unit": unit,
            "ministry": units[found.ministry],
            "offices": organizations.list_offices(page=Page(), unit=unit.code),
            "fees": telling.fees_in_words(found),
            "typical": casework.typical_working_days(service=service, today=local_date(now())),
            "pages": len(found.form.pages),
        },
    )


@open_to("everyone")
def service_privacy(request: Request, service: str) -> HttpResponse:
    """The privacy notice, drawn from the definition: it cannot forget a question."""
    found = catalog.get_service(service)
    return render(
        request,
        "find/privacy.html",
        {
            "service": found,
            "unit": organizations.get_unit(found.definition.organization),
            "asked": telling.asked(found),
            "seen_by": telling.seen_by(found),
            "registers": telling.registers_read(found),
        },
    )
