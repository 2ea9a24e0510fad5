"""What others have reported: a list with a map beside it, one request with its story, and hearing of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.catalog import queries as catalog
from digigov.modules.forms import queries as forms
from digigov.modules.organizations import queries as organizations
from digigov.modules.service_requests import commands, queries
from digigov.sites.access import open_to
from digigov.sites.limits import count
from digigov.sites.request import Request
from digigov.sites.wording_requests import DAYS, PUBLIC_STATES, STATES, STORY, TAGS

SPARE = 60  # units of the drawing (ten meters each) around the points shown


@open_to("everyone")
@require_safe
def requests(request: Request) -> HttpResponse:
    """Newest first, with a map of all that fit; works without scripts."""
    at, filters = now(), _filters(request)
    found = queries.list_public(at=at, filters=filters, page=Page.from_query(request.GET.get("page"), size=20))
    asked = {key: request.GET[key] for key in ("category", "state", "district", "days") if request.GET.get(key)}
    page = {
        "found": found,
        "map": _map(queries.list_points(at=at, filters=filters), found.items, zoom=bool(filters.district)),
        "filters": filters,
        "categories": [each for each in catalog.list_request_categories() if each.definition.public],
        "districts": forms.get_country()[1].districts,
        "states": PUBLIC_STATES,
        "days": DAYS,
        "STATES": STATES,
        "TAGS": TAGS,
        "link": f"?{urlencode(asked)}&" if asked else "?",
        "here_in_nav": "portal:requests",
    }
    return render(request, "requests/list.html", page)


@open_to("everyone")
@require_safe
def request_page(request: Request, reference: str) -> HttpResponse:
    """One, as everybody may see it."""
    return _one(request, reference, {})


@open_to("everyone")
@require_POST
def follow(request: Request, reference: str) -> HttpResponse:
    """Hear what becomes of it."""
    count(request, "follow")
    found = queries.get_public(reference)
    contact: dict[str, str] = {}
    if not request.actor.is_signed_in:
        form = _contact_form()
        try:
            answers = forms.check_page(form, queries.PAGE, request.POST, {}, forms.context_at(now()))
        except InvalidInput as refusal:
            return _one(request, reference, dict(refusal.errors))
        contact = {"email": answers.get("contact_email") or "", "phone": answers.get("contact_phone") or ""}
    try:
        commands.follow_request(
            by=request.actor.as_oneself(), at=now(), request_id=found.id, language=get_language() or "en", **contact
        )
    except InvalidInput as refusal:
        return _one(request, reference, dict(refusal.errors))
    return redirect(f"/requests/{found.reference}/?following=1")


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: Request, followed: str) -> HttpResponse:
    """Hear no more of it; asked first, because programs that read mail open links."""
    if request.method == "POST":
        count(request, "request-link")
        commands.stop_following(by=request.actor.as_oneself(), at=now(), token=followed)
        return render(request, "requests/stopped.html")
    return render(request, "requests/stop.html")


def _one(request: Request, reference: str, errors: dict[str, Any]) -> HttpResponse:
    found = queries.get_public(reference)
    drawn = forms.get_map()
    if drawn is not None and found.latitude is not None and found.longitude is not None:
        drawn = drawn.at(found.latitude, found.longitude, is_exact=found.is_exact)
    fields = forms.fields_of(
        _contact_form(), queries.PAGE, {}, forms.context_at(now()), raw=request.POST or None, errors=errors
    )
    page = {
        "found": found,
        "unit": organizations.name_of(found.unit),
        "map": drawn,
        "story": [{"title": STORY[kind], "at": at, "text": text} for at, kind, text in found.story if kind in STORY],
        "STATES": STATES,
        "TAGS": TAGS,
        "fields": [each.below_heading() for each in fields],
        "errors": forms.error_links(fields),
        "following": "following" in request.GET,
    }
    return render(request, "requests/one.html", page, status=422 if errors else 200)


def _contact_form() -> Any:
    """The two boxes for an address, of any category."""
    first = catalog.list_request_categories()[0]
    form = queries.form_of(first.id, first.version, ask_contact=True)
    page = form.pages[0]
    asked = tuple(each for each in page.questions if each.id.startswith("contact_"))
    return form.model_copy(update={"pages": (page.model_copy(update={"questions": asked}),)})


def _filters(request: Request) -> queries.PublicFilters:
    asked = request.GET
    state, days = asked.get("state", ""), asked.get("days", "90")
    return queries.PublicFilters(
        category=asked.get("category", "")[:60],
        state=state if state in PUBLIC_STATES else "",
        district=asked.get("district", "")[:80],
        days=int(days) if days in DAYS else 90,
    )


def _map(points: Any, listed: Any, *, zoom: bool) -> dict[str, Any] | None:
    """The drawing, small dots for all, and numbers for those of the page."""
    drawn = forms.get_map()
    if drawn is None:
        return None
    numbers = {each.id: number for number, each in enumerate(listed, start=1)}
    dots = [(*(drawn.at(each.latitude, each.longitude).point or (0, 0)), numbers.get(each.id)) for each in points]
    box = (0, 0, drawn.width, drawn.height)
    if zoom and dots:
        xs, ys = [dot[0] for dot in dots], [dot[1] for dot in dots]
        box = (min(xs) - SPARE, min(ys) - SPARE, max(xs) - min(xs) + 2 * SPARE, max(ys) - min(ys) + 2 * SPARE)
    return {"drawn": drawn, "dots": dots, "box": box, "unit": max(box[2], box[3]) / 400}
