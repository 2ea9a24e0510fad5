"""The help centre: shelves, search, one article, whether it was useful, and the same as data for other pages of government."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from digigov.kernel.clock import local_date, now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.kernel.paging import Page
from digigov.modules.catalog import queries as catalog
from digigov.modules.knowledge import commands, queries
from digigov.modules.organizations import queries as organizations
from digigov.sites.access import open_to
from digigov.sites.limits import count, limited
from digigov.sites.request import Request

HERE = "portal:help"
LONGEST_QUERY = 200
CONTACT_CENTRE = "contact-centre"


@open_to("everyone")
@require_safe
def start(request: Request) -> HttpResponse:
    at, language = now(), spoken()
    page = {
        "topics": queries.list_topics(),
        "used_most": queries.list_used_most(at=at, language=language),
        "alerts": queries.alerts_in_force(at=at, language=language),
        "here_in_nav": HERE,
    }
    return render(request, "help/start.html", page)


@open_to("everyone")
@require_safe
def search(request: Request) -> HttpResponse:
    """Articles first, then services; what was looked for is counted, and by nobody's name."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    if not query:
        return redirect("portal:help")
    count(request, "search")
    found = queries.suggest(text=query, language=spoken(), at=now(), most=5)
    commands.note_search(at=now(), text=query, language=spoken(), found=len(found))
    page = {
        "query": query,
        "articles": found,
        "after": urlencode({"q": query}),
        "services": catalog.search_services(query=query, page=Page(size=3)),
        "here_in_nav": HERE,
    }
    return render(request, "help/results.html", page)


@open_to("everyone")
@require_safe
def topic(request: Request, topic: str) -> HttpResponse:
    names = dict(queries.list_topics())
    if topic not in names:
        raise NotFound
    page = Page.from_query(request.GET.get("page"), size=30)
    found = queries.list_articles(at=now(), language=spoken(), page=page, topic=topic)
    return render(request, "help/topic.html", {"name": names[topic], "articles": found, "here_in_nav": HERE})


@open_to("everyone")
@require_safe
def article(request: Request, article: str) -> HttpResponse:
    if request.method == "GET" and "thanks" not in request.GET:
        after = request.GET.get("q", "")[:LONGEST_QUERY]
        commands.note_opened(at=now(), code=article, after=after, language=spoken())
    return _show(request, article, {"thanks": request.GET.get("thanks", "")})


@open_to("everyone")
@require_POST
@limited("feedback")
def feedback(request: Request, article: str) -> HttpResponse:
    """Yes or no at once; after a no one may say why. Both count, and neither says who."""
    useful, why = request.POST.get("useful", ""), request.POST.get("why", "")
    try:
        if useful not in ("yes", "no"):
            raise InvalidInput({"useful": _("Choose yes or no.")})
        commands.give_feedback(at=now(), code=article, language=spoken(), useful=useful == "yes", why=why)
    except InvalidInput as invalid:
        return _show(request, article, {"errors": invalid.errors, "why": why, "thanks": ""}, status=422)
    return redirect(f"/help/{article}/?thanks={useful}#useful")


@open_to("everyone")
@require_safe
@limited("machine", methods=("GET",))
def articles_json(request: Request) -> HttpResponse:
    """What can be read, page by page, for other pages of government; in the language that ``language`` names."""
    language = request.GET.get("language", "en")[:3]
    found = queries.list_articles(at=now(), language=language, page=Page.from_query(request.GET.get("page"), size=50))
    lines = [
        {
            "id": each.code, "kind": each.kind, "topic": each.topic, "title": each.title, "summary": each.summary,
            "language": each.language, "awaits_review": each.awaits_review, "services": each.services, "page": f"/help/{each.code}/",
        }
        for each in found
    ]  # fmt: skip
    answer = JsonResponse({"articles": lines, "number": found.number, "has_next": found.has_next})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def spoken() -> str:
    return get_language() or "en"


def _show(request: Request, code: str, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    found = queries.get_article(code=code, language=spoken(), at=now())
    page = {
        "article": found,
        "topic": dict(queries.list_topics()).get(found.card.topic, ""),
        "services": catalog.cards_of(found.card.services),
        "unit": organizations.names_of([found.unit]).get(found.unit, ""),
        "changed_on": local_date(found.published_at) if found.published_at else None,
        "is_over": found.ends_at is not None and found.ends_at <= now(),
        "centre": next(iter(organizations.list_offices(page=Page(size=1), unit=CONTACT_CENTRE)), None),
        "errors": {},
        "why": "",
        "here_in_nav": HERE,
        **more,
    }
    return render(request, "help/article.html", page, status=status)
