"""Articles for those who write and answer for them: the list, one article, approving and sending back, its versions, and what readers said."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.catalog import queries as catalog
from digigov.modules.knowledge import commands, queries
from digigov.modules.organizations.queries import names_of
from digigov.modules.parties.queries import names_of as names_of_people
from digigov.sites.access import open_to
from digigov.sites.request import Request
from digigov.sites.typed_dates import typed_day

WRITERS = "knowledge.write"  # whoever approves may write too: roles in the pack say so
HERE = "desk:articles"
KINDS: dict[str, Any] = {
    "article": _("Article"),
    "question": _("Question"),
    "guide": _("Guide to a service"),
    "alert": _("Alert"),
}
STATES: dict[str, Any] = {
    "": _("All that are not retired"),
    "live": _("Read by all"),
    "draft": _("Being written"),
    "waiting": _("Waits for approval"),
    "returned": _("Sent back"),
    "due": _("To be looked at again"),
    "retired": _("Retired"),
}
FIELDS: dict[str, Any] = {
    "title": _("Title"),
    "summary": _("Short answer"),
    "body": _("Text"),
    "words": _("Words that people use"),
    "services": _("Services"),
}


@open_to(WRITERS)
def articles(request: Request) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("unit", "state", "q")}
    found = queries.list_articles_at_desk(
        viewer=request.actor, at=now(), page=Page.from_query(request.GET.get("page")),
        unit=asked["unit"], state=asked["state"] if asked["state"] in STATES else "", text=asked["q"],
    )  # fmt: skip
    given = urlencode({name: value for name, value in asked.items() if value})
    page = {
        "articles": found,
        "units": names_of({each.unit for each in found} | ({asked["unit"]} - {""})),
        "states": STATES,
        "kinds": KINDS,
        "asked": asked,
        "link": f"?{given}&" if given else "?",
        "here_in_nav": HERE,
    }
    return render(request, "desk/articles/list.html", page)


@open_to(WRITERS)
def article(request: Request, article_id: UUID) -> HttpResponse:
    return _show(request, article_id, {})


@open_to(WRITERS)
@require_POST
def begin(request: Request, article_id: UUID) -> HttpResponse:
    """Open a draft with the words of now, or the one that is open already."""
    version_id = commands.begin_version(by=request.actor, at=now(), article_id=article_id)
    return redirect("desk:article-edit", version_id=version_id)


@open_to(WRITERS)
@require_POST
def answer(request: Request, article_id: UUID) -> HttpResponse:
    """What somebody decides on an article: send, approve, send back, retire, or that it is still right."""
    actor, at, wanted = request.actor, now(), request.POST.get("answer", "")
    reason = request.POST.get("reason", "")[:2000]
    view = queries.get_article_at_desk(viewer=actor, at=at, article_id=article_id)
    try:
        if wanted in ("send", "approve", "return") and view.open is None:
            raise commands.NotADraft
        if wanted == "send" and view.open:
            seen = _number(request.POST.get("revision", ""))
            commands.send_for_approval(by=actor, at=at, version_id=view.open.id, revision=seen)
        elif wanted == "approve" and view.open:
            commands.approve_version(by=actor, at=at, version_id=view.open.id)
        elif wanted == "return" and view.open:
            commands.return_version(by=actor, at=at, version_id=view.open.id, reason=reason)
        elif wanted == "retire":
            commands.retire_article(by=actor, at=at, article_id=article_id, reason=reason)
        elif wanted == "right":
            day = typed_day(request, "review_on")
            if day is None:
                raise InvalidInput({"review_on": _("Name a day within the next three years.")})
            commands.confirm_article(by=actor, at=at, article_id=article_id, review_on=day)
        else:
            raise InvalidInput({"answer": _("Choose what you decide.")})
    except InvalidInput as invalid:
        return _show(request, article_id, {"errors": _placed(invalid, wanted), "typed": request.POST}, status=422)
    except (commands.NotADraft, commands.EditedMeanwhile) as refusal:
        return _show(request, article_id, {"errors": {"": refusal}}, status=409)
    return redirect("desk:article", article_id=article_id)


@open_to(WRITERS)
def versions(request: Request, article_id: UUID) -> HttpResponse:
    """Every version, and what the one that was asked for says otherwise than the one before."""
    actor = request.actor
    found = queries.list_versions(
        viewer=actor, article_id=article_id, page=Page.from_query(request.GET.get("page"), size=10)
    )
    if not found.items:
        raise Http404  # a page behind the last: an article always has a version
    shown = next((each for each in found if str(each.number) == request.GET.get("number")), found.items[0])
    people = {each.written_by_id for each in found} | {each.approved_by_id for each in found}
    page = {
        "versions": found,
        "shown": shown,
        "differences": queries.differences_of(viewer=actor, version_id=shown.id),
        "fields": FIELDS,
        "people": names_of_people(each for each in people if each),
        "article_id": article_id,
        "here_in_nav": HERE,
    }
    return render(request, "desk/articles/versions.html", page)


@open_to(WRITERS)
@require_http_methods(["GET", "HEAD"])
def readers(request: Request) -> HttpResponse:
    """What readers said, and what people looked for and nobody found."""
    actor = request.actor
    page = {
        "feedback": queries.list_feedback(
            viewer=actor, page=Page.from_query(request.GET.get("page")), only_why="why" in request.GET
        ),
        "only_why": "why" in request.GET,
        "not_found": queries.list_not_found(viewer=actor, page=Page.from_query(request.GET.get("asked"))),
        "suggested": queries.list_suggested(viewer=actor, at=now(), page=Page.from_query(request.GET.get("suggested"))),
        "here_in_nav": HERE,
    }
    return render(request, "desk/articles/readers.html", page)


def _show(request: Request, article_id: UUID, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    actor, at = request.actor, now()
    view = queries.get_article_at_desk(viewer=actor, at=at, article_id=article_id)
    shown = view.open or view.live
    writer = shown.written_by_id if shown else None
    page = {
        "view": view,
        "shown": shown,
        "html": queries.to_html(shown.body) if shown else "",
        "services": catalog.cards_of(shown.services) if shown else (),
        "differences": queries.differences_of(viewer=actor, version_id=view.open.id) if view.open else (),
        "fields": FIELDS,
        "unit": names_of([view.line.unit]).get(view.line.unit, view.line.unit),
        "writer": names_of_people([writer]).get(writer, "") if writer else "",
        "is_mine": writer is not None and writer == actor.party_id,
        "kinds": KINDS,
        "states": STATES,
        "useful": queries.usefulness(viewer=actor, at=at, article_id=article_id),
        "errors": {},
        "typed": {},
        "here_in_nav": HERE,
        **more,
    }
    return render(request, "desk/articles/article.html", page, status=status)


def _placed(invalid: InvalidInput, wanted: str) -> dict[str, Any]:
    """The page has two boxes for a reason."""
    return {f"{wanted}-{name}" if name == "reason" else name: sentence for name, sentence in invalid.errors.items()}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
