"""One case: who asks, what they answered and sent, what was found and decided; and the officer's own step."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.applications.queries import find_signature
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands, queries
from digigov.modules.documents.queries import open_file
from digigov.modules.forms import queries as forms
from digigov.modules.knowledge.queries import find_article_of_case
from digigov.modules.service_requests.queries import find_reference
from digigov.sites.access import open_to
from digigov.sites.desk import showing, signing
from digigov.sites.portal.check_file import show_checked
from digigov.sites.request import Request

PURPOSE = "work-on-case"
OF_ARTICLES = ("K", "k")  # what references of their cases begin with


def case_id_of(reference: str) -> UUID:
    """:raises NotFound: if there is no case with that reference."""
    case_id = queries.find_case_id(reference)
    if case_id is None:
        raise NotFound
    return case_id


@transaction.atomic
def open_case_page(request: Request, reference: str, **more: Any) -> dict[str, Any]:
    """What the page of a case shows; the reading is noted, of all its parts in one transaction."""
    actor: Actor = request.actor
    at, case_id = now(), case_id_of(reference)
    view = queries.get_case(viewer=actor, at=at, case_id=case_id, purpose=Purpose(PURPOSE, case_id))
    return {**showing.page_of(view, actor, at=at, part=request.GET.get("page")), **more}


@open_to("officer")
@never_cache
def case(request: Request, reference: str) -> HttpResponse:
    """The page of a case; what people reported and articles have pages of their own."""
    if known := find_reference(reference):
        return redirect("desk:request", reference=known)
    if reference[:1] in OF_ARTICLES and (article := find_article_of_case(case_id_of(reference))):
        return redirect("desk:article", article_id=article[0])
    return render(request, "desk/case.html", open_case_page(request, reference))


@open_to("officer")
@never_cache
def case_signature(request: Request, reference: str) -> HttpResponse:
    """The signed application, checked now as anybody would check it. :raises NotFound: if nothing was signed with a key."""
    actor: Actor = request.actor
    case_id = case_id_of(reference)
    view = queries.get_case(viewer=actor, at=now(), case_id=case_id, purpose=Purpose(PURPOSE, case_id))
    given = find_signature(case_id=case_id, service=view.service, version=view.version)
    if given is None or given.file_id is None or given.state == "by-hand":
        raise NotFound
    file = open_file(viewer=actor, at=now(), file_id=given.file_id, purpose=Purpose("open-file"))
    return show_checked(request, file.content, file.name, back=reverse("desk:case", args=[reference]))


@open_to("officer")
@require_POST
def decide(request: Request, task_id: UUID) -> HttpResponse:
    """Do the officer's own step. What needs mending is shown on the case's page, with what was typed."""
    actor: Actor = request.actor
    reference, outcome = queries.reference_of_task(task_id), request.POST.get("outcome", "")
    try:
        if not outcome:
            raise InvalidInput({"outcome": _("Choose what you decide.")})
        commands.complete_task(
            by=actor,
            at=now(),
            task_id=task_id,
            outcome=outcome,
            findings=dict(request.POST.lists()),
            reason_id=request.POST.get(f"reason-{outcome}") or None,
            note=request.POST.get("note", ""),
            request=_request_from(request, outcome),
        )
    except commands.NeedsOwnSignature:
        return signing.begin(request, task_id)
    except InvalidInput as invalid:
        page = open_case_page(request, reference)
        return render(request, "desk/case.html", _with_errors(page, request, outcome, invalid), status=422)
    return redirect("desk:case", reference=reference)


@open_to("officer")
@require_POST
def add_note(request: Request, reference: str) -> HttpResponse:
    actor: Actor = request.actor
    text = request.POST.get("text", "")
    try:
        commands.add_note(by=actor, at=now(), case_id=case_id_of(reference), text=text)
    except InvalidInput as invalid:
        more = {"errors": {"note-text": invalid.errors["text"]}, "note_text": text}
        return render(request, "desk/case.html", open_case_page(request, reference, **more), status=422)
    return redirect("desk:case", reference=reference)


def _request_from(request: Request, outcome: str) -> commands.Request | None:
    text = request.POST.get(f"request-{outcome}")
    if text is None:
        return None
    files = request.POST.get(f"files-{outcome}", "0")
    return commands.Request(
        text=text,
        questions=tuple(request.POST.getlist(f"questions-{outcome}")),
        files=int(files) if files.isascii() and files.isdigit() and len(files) < 3 else 0,
    )


def _with_errors(page: Mapping[str, Any], request: Request, outcome: str, invalid: InvalidInput) -> dict[str, Any]:
    """The sentences beside their fields; the form's own names for what casework calls otherwise."""
    view, names = page["case"], {"reason_id": f"reason-{outcome}", "request_text": f"request-{outcome}"}
    names |= {"request_questions": f"questions-{outcome}", "request_files": f"files-{outcome}"}
    fields = forms.fields_of_findings(view.findings, page["context"], raw=request.POST, errors=invalid.errors)
    own = {
        names.get(key, key): sentence for key, sentence in invalid.errors.items() if key not in {f.id for f in fields}
    }
    return {**page, "fields": fields, "errors": {**forms.error_links(fields), **own}, "typed": request.POST}
