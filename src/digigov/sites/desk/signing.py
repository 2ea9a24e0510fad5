"""The officer's own signature with a decision: the paper as it will be given out, looked at, signed by a fresh proof, and issued."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.casework.queries import reference_of_task
from digigov.modules.documents import commands, queries
from digigov.modules.signatures.queries import get_own_readiness
from digigov.modules.signing.queries import find_plan
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.passkeys import refuse
from digigov.sites.account.seen import allow_by_passkey, allow_by_password, look, note_file, send_page
from digigov.sites.portal.files import answer_content
from digigov.sites.request import Request

NOTE = "note_to_sign"  # in the session: what the officer wrote for the file before it was drawn, and of which task


def begin(request: Request, task_id: UUID) -> HttpResponse:
    """From the case's page: the paper is drawn, and its page opens."""
    commands.draw_to_sign(by=request.actor, at=now(), task_id=task_id)
    request.session[NOTE] = [str(task_id), request.POST.get("note", "")[:5000]]
    return redirect("desk:sign", task_id=task_id)


@open_to("officer")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign(request: Request, task_id: UUID) -> HttpResponse:
    """The paper, and one's own signature by password and second factor; the case, where nothing waits for the officer's."""
    actor, errors = request.actor, {}
    try:
        found = queries.find_to_sign(viewer=actor, task_id=task_id)
    except NotFound:  # signed a moment ago, in another window too, or given back
        found = None
    if found is None:
        return redirect("desk:case", reference=reference_of_task(task_id))
    if request.method == "POST":
        limits.count(request, "sign-in", subject=str(actor.account_id))
        try:
            _sign(request, task_id, allow_by_password(request, actor))
            return redirect("desk:case", reference=found.case_reference)
        except InvalidInput as refusal:
            errors = refusal.errors
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            errors = {"": refusal}
    number = Page.from_query(request.GET.get("page")).number
    page: dict[str, Any] = {
        "paper": found,
        "shown": look(
            request, partial(queries.look_at_page_to_sign, viewer=actor, at=now(), task_id=task_id, number=number)
        ),
        "most_pages": queries.MOST_PAGES,
        "ready": get_own_readiness(viewer=actor, at=now()),
        "plan": find_plan(),
        "task_id": task_id,
        "errors": errors,
        "typed": request.POST,
    }
    return render(request, "desk/sign.html", page, status=422 if errors else 200)


@open_to("officer")
@require_POST
@never_cache
def sign_by_passkey(request: Request, task_id: UUID, digest: str) -> HttpResponse:
    """The same by a passkey, spoken in JSON; ``digest`` is that of the paper that was shown."""
    actor = request.actor
    limits.count(request, "sign-in", subject=str(actor.account_id))
    try:
        reference = reference_of_task(task_id)
        _sign(request, task_id, allow_by_passkey(request, actor, digest))
    except DomainError as refusal:
        return refuse(refusal)
    return JsonResponse({"next": reverse("desk:case", kwargs={"reference": reference})})


@open_to("officer")
@require_POST
@never_cache
def draw_again(request: Request, task_id: UUID) -> HttpResponse:
    """After a change of the case."""
    commands.draw_to_sign(by=request.actor, at=now(), task_id=task_id)
    return redirect("desk:sign", task_id=task_id)


@open_to("officer")
@require_safe
@never_cache
def sign_document(request: Request, task_id: UUID) -> HttpResponse:
    """The paper itself."""
    found = queries.open_to_sign(viewer=request.actor, at=now(), task_id=task_id)
    note_file(request, found.sha256)
    return answer_content(request, found)


@open_to("officer")
@require_safe
@never_cache
def sign_page(request: Request, task_id: UUID, number: int) -> HttpResponse:
    """One page of it as a picture."""
    actor = request.actor
    found = queries.find_to_sign(viewer=actor, task_id=task_id)
    if found is None:
        raise NotFound
    draw = partial(
        queries.look_at_page_to_sign, viewer=actor, at=now(), task_id=task_id, number=number, with_picture=True
    )
    return send_page(request, found.sha256, number, draw)


def _sign(request: Request, task_id: UUID, allowed: UUID) -> None:
    task, note = request.session.get(NOTE, ["", ""])
    note = note if task == str(task_id) else ""
    commands.sign_document(by=request.actor, at=now(), task_id=task_id, authorization_id=allowed, note=note)
    request.session.pop(NOTE, None)
