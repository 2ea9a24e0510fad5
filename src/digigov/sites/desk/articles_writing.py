"""Writing an article: a new one, a draft with its preview, and a translation. Of two editors, the second is told, and keeps what they typed."""

from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from digigov.kernel.actor import ANYWHERE
from digigov.kernel.clock import local, local_zone, now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.kernel.paging import Page
from digigov.modules.catalog import queries as catalog
from digigov.modules.knowledge import commands, queries
from digigov.modules.knowledge.commands import Text
from digigov.modules.organizations.queries import list_departments, list_ministries, names_of
from digigov.sites.access import open_to
from digigov.sites.desk.articles import HERE, KINDS, WRITERS
from digigov.sites.request import Request
from digigov.sites.typed_dates import typed_day

BOXES = ("title", "summary", "body")
TIMES = ("starts_at", "ends_at")


@open_to(WRITERS, keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin an article."""
    typed, errors = _typed(request), dict[str, Any]()
    if request.method == "POST" and "preview" not in request.POST:
        try:
            version_id = commands.write_article(
                by=request.actor, at=now(), text=_text(request), review_on=_day(request),
                **{name: request.POST.get(name, "")[:80].strip() for name in ("code", "kind", "unit")},
            )  # fmt: skip
            return redirect("desk:article-edit", version_id=version_id)
        except InvalidInput as invalid:
            errors = dict(invalid.errors)
        except commands.ArticleKnown as refusal:
            errors = {"code": refusal}
    page = {"typed": typed, "errors": errors, "version": None, "units": _units(request), "kinds": list(KINDS.items())}
    return _form(request, page)


@open_to(WRITERS, keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, version_id: UUID) -> HttpResponse:
    """Write a draft; look at it as people will see it before it is kept."""
    actor = request.actor
    version = queries.get_version(viewer=actor, version_id=version_id)
    page: dict[str, Any] = {
        "version": version,
        "typed": _typed(request) or _kept(version),
        "errors": {},
        "theirs": None,
    }
    if request.method == "POST" and "preview" not in request.POST:
        try:
            commands.save_version(
                by=actor, at=now(), version_id=version_id, revision=_revision(request), text=_text(request)
            )
            return redirect("desk:article", article_id=version.article_id)
        except InvalidInput as invalid:
            page["errors"] = invalid.errors
        except commands.EditedMeanwhile as refusal:
            page |= {"errors": {"": refusal}, "theirs": refusal}
        except commands.NotADraft as refusal:
            page["errors"] = {"": refusal}
    return _form(request, page)


@open_to(WRITERS, keeps_typed=True)
@require_http_methods(["GET", "HEAD", "POST"])
def translate(request: Request, version_id: UUID, language: str) -> HttpResponse:
    """The same in another language, beside the English; a draft until somebody else has approved it."""
    actor, errors, theirs = request.actor, dict[str, Any](), None
    if language == "en" or language not in dict(settings.LANGUAGES):
        raise NotFound
    version = queries.get_version(viewer=actor, version_id=version_id)
    found = queries.get_translation(viewer=actor, version_id=version_id, language=language)
    which: dict[str, Any] = {
        "by": actor,
        "at": now(),
        "version_id": version_id,
        "language": language,
        "revision": _revision(request),
    }
    if request.method == "POST" and "preview" not in request.POST:
        try:
            if "approve" in request.POST:
                commands.approve_translation(**which)
            else:
                commands.save_translation(**which, text=_text(request))
            return redirect("desk:article", article_id=version.article_id)
        except InvalidInput as invalid:
            errors = dict(invalid.errors)
        except commands.EditedMeanwhile as refusal:
            errors, theirs = {"": refusal}, refusal
        except commands.NotADraft as refusal:
            errors = {"": refusal}
    typed = _typed(request) or ({**asdict(found), "words": "\n".join(found.words)} if found else {})
    page = {
        "version": version, "found": found, "typed": typed, "errors": errors, "theirs": theirs, "language_name": dict(settings.LANGUAGES)[language],
        "revision": _shown_revision(request, found.revision if found else 0, theirs), "their_language": language,
        "html": queries.to_html(typed.get("body", "")), "english": queries.to_html(version.body), "here_in_nav": HERE,
        "is_mine": found is not None and found.written_by_id == actor.party_id,
    }  # fmt: skip
    return render(request, "desk/articles/translate.html", page, status=_status(errors, theirs))


def _form(request: Request, page: dict[str, Any]) -> HttpResponse:
    version, theirs = page["version"], page.get("theirs")
    more = {
        "topics": queries.list_all_topics(),
        "services": [(each.id, each.name) for each in catalog.list_services(page=Page(size=100))],
        "html": queries.to_html(page["typed"].get("body", "")) if page["typed"].get("body") else "",
        "is_preview": "preview" in request.POST,
        "revision": _shown_revision(request, version.revision if version else 0, theirs),
        "theirs": theirs,
        "units": page.get("units", ()),
        "kinds": page.get("kinds", ()),
        "here_in_nav": HERE,
    }
    return render(request, "desk/articles/edit.html", {**page, **more}, status=_status(page["errors"], theirs))


def _shown_revision(request: Request, kept: int, theirs: Any) -> int:
    """On which state of the text the next save stands: what was opened, until somebody has seen the other's."""
    if theirs:
        return int(theirs.revision)
    return _revision(request) if request.method == "POST" else kept


def _status(errors: Any, theirs: Any) -> int:
    return 409 if theirs else (422 if errors else 200)


def _typed(request: Request) -> dict[str, Any]:
    """What was typed, as the boxes show it again; nothing before."""
    if request.method != "POST":
        return {}
    days = [f"{name}-{part}" for name in (*TIMES, "review_on") for part in ("day", "month", "year")]
    names = (*BOXES, "words", "topic", "code", "kind", "unit", *days, *(f"{name}-time" for name in TIMES))
    return {**{name: request.POST.get(name, "") for name in names}, "services": request.POST.getlist("services")}


def _kept(version: queries.VersionView) -> dict[str, Any]:
    found = {name: getattr(version, name) for name in (*BOXES, "topic")}
    for name in TIMES:
        if moment := getattr(version, name):
            here = local(moment)
            found |= {f"{name}-{part}": str(getattr(here, part)) for part in ("day", "month", "year")}
            found[f"{name}-time"] = here.strftime("%H:%M")
    return {**found, "words": "\n".join(version.words), "services": list(version.services)}


def _text(request: Request) -> Text:
    """:raises InvalidInput: for a moment that is none."""
    return Text(
        title=request.POST.get("title", "")[:1000],
        summary=request.POST.get("summary", "")[:2000],
        body=request.POST.get("body", "")[:50_000],
        words=tuple(line.strip() for line in request.POST.get("words", "")[:5000].splitlines() if line.strip()),
        services=tuple(request.POST.getlist("services")[:20]),
        topic=request.POST.get("topic", "")[:60],
        starts_at=_moment(request, "starts_at"),
        ends_at=_moment(request, "ends_at"),
    )


def _moment(request: Request, name: str) -> datetime | None:
    day = typed_day(request, name)
    if day is None:
        return None
    try:
        clock = time.fromisoformat(request.POST.get(f"{name}-time", "").strip() or "00:00")
    except ValueError:
        raise InvalidInput({name: _("Enter the hour as 07:30.")}) from None
    return datetime.combine(day, clock.replace(tzinfo=None), tzinfo=local_zone())


def _day(request: Request) -> date:
    found = typed_day(request, "review_on")
    if found is None:
        raise InvalidInput({"review_on": _("Name the day on which somebody looks at it again.")})
    return found


def _revision(request: Request) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _units(request: Request) -> list[tuple[str, str]]:
    codes = request.actor.units_with("knowledge.write")
    if ANYWHERE not in codes:
        return sorted(names_of(codes).items(), key=lambda pair: pair[1])
    every = [unit for ministry in list_ministries() for unit in (ministry, *list_departments(ministry.code))]
    return sorted(((each.code, each.name) for each in every), key=lambda pair: pair[1])
