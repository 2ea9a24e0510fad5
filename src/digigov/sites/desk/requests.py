"""Reports and complaints: the liaison officer's inbox with its clocks, and one request with all that may be done about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.kernel.paging import Page
from digigov.kernel.references import parse_reference
from digigov.modules.audit.commands import Purpose
from digigov.modules.catalog import queries as catalog
from digigov.modules.documents import commands as documents
from digigov.modules.documents.queries import list_files_of_case
from digigov.modules.forms import queries as forms
from digigov.modules.organizations import queries as organizations
from digigov.modules.parties import queries as parties
from digigov.modules.service_requests import commands, queries
from digigov.sites.access import open_to
from digigov.sites.desk.clocks import clocks
from digigov.sites.limits import count
from digigov.sites.request import Request
from digigov.sites.wording_requests import EVIDENCE, KINDS, STATES, STORY, TAGS

PURPOSE = "answer-request"
WHICH: dict[str, Any] = {
    "todo": _("To do"),
    "late": _("Late"),
    "answered": _("Waits for the citizen"),
    "closed": _("Closed"),
}
HERE = "desk:requests"


@open_to("officer")
@never_cache
def inbox(request: Request) -> HttpResponse:
    """What my posts let me answer or own. What is about me or my office is not among it."""
    actor, at = request.actor, now()
    which = request.GET.get("which", "todo")
    filters = queries.InboxFilters(
        which=which if which in WHICH else "todo",
        category=request.GET.get("category", "")[:60],
        text=request.GET.get("q", "")[:80].strip(),
    )
    found = queries.list_inbox(
        viewer=actor, at=at, filters=filters, page=Page.from_query(request.GET.get("page"), size=50)
    )
    asked = {key: str(value) for key, value in request.GET.items() if key != "page" and value}
    page = {
        "found": found,
        "rows": list(zip(found, clocks([line.due_at for line in found], at=at), strict=True)),
        "units": organizations.names_of({line.unit for line in found}),
        "counts": queries.count_inbox(viewer=actor, at=at),
        "which": WHICH,
        "filters": filters,
        "categories": catalog.list_request_categories(),
        "STATES": STATES,
        "TAGS": TAGS,
        "link": f"?{urlencode(asked)}&" if asked else "?",
        "here_in_nav": HERE,
    }
    return render(request, "desk/requests/inbox.html", page)


@open_to("officer")
@never_cache
def one(request: Request, reference: str) -> HttpResponse:
    """One request: what was reported, by when, what was done; noted as read."""
    return _page(request, reference, {})


@open_to("officer")
@require_POST
def act(request: Request, reference: str) -> HttpResponse:
    """What the officer does about it."""
    reference = parse_reference(reference) or ""
    seen = queries.get_request(viewer=request.actor, at=now(), reference=reference, purpose=Purpose(PURPOSE))
    do = DOINGS.get(request.POST.get("do", ""))
    if do is None:
        raise NotFound
    try:
        do(request, seen.own.id)
    except InvalidInput as refusal:
        return _page(request, reference, dict(refusal.errors), status=422)
    except documents.FileRefused as refusal:
        return _page(request, reference, {"evidence": refusal}, status=422)
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, reference, {"": refusal}, status=refusal.status)
    if request.POST.get("do") == "forward":
        return redirect("desk:requests")  # it may be another office's now
    return redirect("desk:request", reference=reference)


def _acknowledge(request: Request, request_id: UUID) -> None:
    commands.acknowledge_request(by=request.actor, at=now(), request_id=request_id, text=request.POST.get("text", ""))


def _start(request: Request, request_id: UUID) -> None:
    commands.start_work(by=request.actor, at=now(), request_id=request_id, text=request.POST.get("text", ""))


def _note(request: Request, request_id: UUID) -> None:
    commands.write_note(
        by=request.actor, at=now(), request_id=request_id, text=request.POST.get("text", ""),
        to_reporter=request.POST.get("to") == "reporter",
    )  # fmt: skip


def _ask(request: Request, request_id: UUID) -> None:
    commands.ask_reporter(by=request.actor, at=now(), request_id=request_id, text=request.POST.get("text", ""))


def _forward(request: Request, request_id: UUID) -> None:
    commands.forward_request(
        by=request.actor, at=now(), request_id=request_id, unit=request.POST.get("unit", "")[:60],
        reason=request.POST.get("reason", ""),
    )  # fmt: skip


def _publish(request: Request, request_id: UUID) -> None:
    commands.publish_text(
        by=request.actor, at=now(), request_id=request_id, text=request.POST.get("public_text", ""),
        is_public=request.POST.get("is_public") == "yes",
    )  # fmt: skip


def _close(request: Request, request_id: UUID) -> None:
    evidence = request.POST.get("evidence", "")
    if evidence not in EVIDENCE:
        raise InvalidInput({"evidence": _("Say what shows that it is done.")})
    files = []
    for sent in request.FILES.getlist("files")[:5]:
        count(request, "upload")
        files.append(documents.store_file(by=request.actor, at=now(), name=sent.name or "", content=sent.read()))
    commands.close_request(
        by=request.actor, at=now(), request_id=request_id, evidence=evidence,  # type: ignore[arg-type]
        text=request.POST.get("text", ""), file_ids=files,
    )  # fmt: skip


DOINGS: dict[str, Callable[[Request, UUID], None]] = {
    "acknowledge": _acknowledge,
    "start": _start,
    "note": _note,
    "ask": _ask,
    "forward": _forward,
    "publish": _publish,
    "close": _close,
}


def _page(request: Request, reference: str, errors: dict[str, Any], *, status: int = 200) -> HttpResponse:
    actor, at = request.actor, now()
    seen = queries.get_request(viewer=actor, at=at, reference=reference, purpose=Purpose(PURPOSE))
    own = seen.own
    form = queries.form_of(own.category, own.version)
    given = {**own.answers, **({"description": own.description} if own.description else {})}
    people = [each for each in (seen.reporter_id, seen.opened_by) if each]
    drawn = forms.get_map()
    if drawn is not None and own.latitude is not None and own.longitude is not None:
        drawn = drawn.at(own.latitude, own.longitude)
    page = {
        "seen": seen,
        "own": own,
        "map": drawn if drawn and drawn.point else None,
        "given": forms.answers_view(form, given, forms.context_at(at)),
        "files": list_files_of_case(case_id=own.case_id, page=Page(size=50)) if own.case_id else (),
        "names": parties.list_names(viewer=actor, at=at, party_ids=people, purpose=Purpose(PURPOSE, own.case_id)),
        "units": organizations.names_of({own.unit, own.owner, seen.about_unit} - {""}),
        "all_units": sorted(_forward_to(), key=lambda each: str(each[1])),
        "story": [(STORY.get(line.kind, line.kind), line) for line in seen.story],
        "clock": clocks([seen.due_at], at=at)[0],
        "kinds": KINDS,
        "evidence": {each: EVIDENCE[each] for each in seen.evidence},
        "STATES": STATES,
        "TAGS": TAGS,
        "typed": request.POST,
        "errors": errors,
        "here_in_nav": HERE,
    }
    return render(request, "desk/requests/one.html", page, status=status)


def _forward_to() -> list[tuple[str, str]]:
    found = []
    for ministry in organizations.list_ministries():
        found.append((ministry.code, ministry.name))
        found += [(unit.code, unit.name) for unit in organizations.list_departments(ministry.code)]
    return found
