"""Reporting something to a ministry: what it is, where it is, whether it was reported already; signed in or not."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.queries import PublishedCategory
from digigov.modules.forms import queries as forms
from digigov.modules.organizations import queries as organizations
from digigov.modules.service_requests import commands, queries
from digigov.modules.service_requests.queries import PAGE
from digigov.sites.access import MANDATES, open_to
from digigov.sites.limits import count
from digigov.sites.portal.drafts import token_of
from digigov.sites.portal.photo_place import place_of
from digigov.sites.portal.uploads import facts_of, keep_files
from digigov.sites.request import Request
from digigov.sites.wording_requests import STATES, TAGS

DONE = "reported"  # in the session: reference and code, shown once more if the page is loaded again
SHORTEST = 2


@open_to("everyone")
@require_safe
def report(request: Request) -> HttpResponse:
    """What can be reported, by group, or what fits the words typed."""
    typed = request.GET.get("q", "")[:80].strip()
    groups: dict[str, list[PublishedCategory]] = defaultdict(list)
    names: dict[str, str] = {}
    for category in catalog.list_request_categories():
        if not typed or _fits(category, typed):
            groups[category.group].append(category)
            names[category.group] = category.group_name
    wanted = request.GET.get("group", "")
    if wanted in groups:
        groups = defaultdict(list, {wanted: groups[wanted]})
    return render(
        request,
        "requests/choose.html",
        {"groups": dict(groups), "names": names, "typed": typed, "here_in_nav": "portal:report"},
    )


@open_to("everyone")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report_category(request: Request, category: str) -> HttpResponse:
    """The questions of one category on one page; then, if something alike lies near, whether it is that."""
    offered = catalog.get_request_category(category)
    if request.actor.acting:
        return redirect(MANDATES)  # one reports for oneself
    form = queries.form_of(offered.id, offered.version, ask_contact=not request.actor.is_signed_in)
    if request.method != "POST":
        return _page(request, offered, form, raw=None, context=forms.context_at(now()), errors={})
    count(request, "report")
    seen = _seen_by_camera(request, offered)
    context = forms.context_at(now(), files=facts_of(request, request.POST.getlist("photo"), token_of(request)))
    raw, context, errors = keep_files(request, context, names=["photo"], secret=token_of(request))
    if seen is not None:
        return _page(request, offered, form, raw=raw, context=context, errors=errors, seen=seen)
    _take_camera(request, raw)
    try:
        answers = forms.check_page(form, PAGE, raw, {}, context)
        if errors:
            raise InvalidInput(errors)
        near = _alike(offered, answers) if "different" not in request.POST else ()
        if near:
            page = {"offered": offered, "near": near, "typed": _hidden(raw), "STATES": STATES, "TAGS": TAGS}
            return render(request, "requests/alike.html", page)
        opened = _open(request, offered, answers, raw)
    except InvalidInput as refusal:
        return _page(request, offered, form, raw=raw, context=context, errors={**refusal.errors, **errors})
    except commands.NotOutThere as refusal:
        return _page(request, offered, form, raw=raw, context=context, errors={"place": refusal})
    request.session[DONE] = {"reference": opened.reference, "code": opened.code, "id": str(opened.id)}
    return redirect("portal:report-done")


@open_to("everyone")
@require_safe
@never_cache
def report_done(request: Request) -> HttpResponse:
    """The reference and the code: shown here, and in the message to whoever left an address."""
    kept = request.session.get(DONE)
    if not kept:
        return redirect("portal:report")
    found = queries.find_by_code(reference=kept["reference"], code=kept["code"])
    return render(request, "requests/done.html", {**kept, "found": found}) if found else redirect("portal:report")


def _open(request: Request, offered: PublishedCategory, answers: dict[str, Any], raw: QueryDict) -> commands.Opened:
    actor = request.actor
    email, phone = str(answers.get("contact_email") or ""), str(answers.get("contact_phone") or "")
    return commands.open_request(
        by=actor,
        at=now(),
        category=offered.id,
        answers=answers,
        channel="web",
        language=get_language() or "en",
        reporter=commands.Reporter(party_id=actor.party_id)
        if actor.party_id
        else commands.Reporter(email=email, phone=phone),
        about=commands.About(unit=raw.get("about_unit", "")[:60]),
        file_ids=[UUID(each) for each in answers.get("photo") or ()],
        secret=token_of(request),
    )


def _page(
    request: Request,
    offered: PublishedCategory,
    form: Any,
    *,
    raw: QueryDict | None,
    context: Any,
    errors: dict[str, Any],
    seen: forms.Place | None = None,
) -> HttpResponse:
    fields = forms.fields_of(form, PAGE, {}, context, raw=raw, errors=errors)
    own = {key: sentence for key, sentence in errors.items() if key in ("", "about_unit")}
    page = {
        "offered": offered,
        "category": offered.definition,
        "fields": [field.below_heading() for field in fields],
        "units": _units() if offered.definition.unit is None else (),
        "about_unit": raw.get("about_unit", "") if raw else request.GET.get("about", ""),
        "errors": {**forms.error_links(fields), **own},
        "about_error": errors.get("about_unit"),
        "plan": queries.plan(),
        "seen": seen,
        "camera": _camera_of(request),
    }
    return render(request, "requests/report.html", page, status=422 if errors else 200)


def _alike(offered: PublishedCategory, answers: dict[str, Any]) -> tuple[queries.PublicRequest, ...]:
    """What lies near; of a named place, what was reported of that place."""
    where = answers.get("place") or {}
    latitude, longitude = where.get("latitude"), where.get("longitude")
    if latitude is None and where:
        known = forms.get_country()[1].find(where.get("place", ""), where.get("district", ""))
        latitude, longitude = (known.latitude, known.longitude) if known else (None, None)
    if latitude is None or longitude is None:
        return ()
    return queries.list_nearby(at=now(), category=offered.id, latitude=latitude, longitude=longitude)


def _hidden(raw: QueryDict) -> list[tuple[str, str]]:
    """What was typed, to be sent once more; the files are kept already."""
    return [(key, value) for key, values in raw.lists() if key != "csrfmiddlewaretoken" for value in values][:200]


def _units() -> list[tuple[str, list[Any]]]:
    """Every office by its ministry, to be complained about or praised."""
    found = []
    for ministry in organizations.list_ministries():
        below = [ministry]
        for unit in organizations.list_departments(ministry.code):
            below += [unit, *organizations.list_departments(unit.code)]
        found.append((ministry.name, below))
    return found


def _fits(category: PublishedCategory, typed: str) -> bool:
    """Whether a word typed stands in its name or keywords, in English or in the reader's language."""
    told = [category.definition.name, *category.definition.keywords, category.group_name]
    text = " ".join([*told, *(gettext(each) for each in told)]).casefold()
    words = [word for word in typed.casefold().split() if len(word) >= SHORTEST]
    return all(word in text for word in words)


def _camera_of(request: Request) -> tuple[str, str]:
    kept = request.session.get("camera")
    return (str(kept[0]), str(kept[1])) if kept else ("", "")


def _seen_by_camera(request: Request, offered: PublishedCategory) -> forms.Place | None:
    """The named place near which a photo was taken, to be offered once where no point was shown."""
    if offered.definition.place == "none" or request.POST.get("place-latitude") or "camera" in request.POST:
        return None
    _country, places = forms.get_country()
    for sent in [*request.FILES.getlist("photo-new"), *request.FILES.getlist("photo-camera")][:4]:
        point = place_of(sent.read())
        sent.seek(0)
        if point and queries.is_in_country(*point, places.outline):
            request.session["camera"] = list(point)
            return places.nearest(latitude=point[0], longitude=point[1])
    return None


def _take_camera(request: Request, raw: QueryDict) -> None:
    """The citizen said yes to where the photo was taken."""
    kept = request.session.pop("camera", None)
    if kept and raw.get("camera") == "yes":
        raw["place-latitude"], raw["place-longitude"] = str(kept[0]), str(kept[1])
