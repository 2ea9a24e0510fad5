"""A paper that was drawn for one to sign: read it, confirm with a fresh proof, and go on where one was."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.kernel.paging import Page
from digigov.modules.applications import commands as applications
from digigov.modules.applications import queries as asked
from digigov.modules.documents.queries import MOST_PAGES
from digigov.modules.forms import queries as forms
from digigov.modules.signatures.queries import get_own_readiness
from digigov.modules.signing import commands as signing
from digigov.modules.signing import queries
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.mandate_paper import services_open_to
from digigov.sites.account.passkeys import refuse
from digigov.sites.account.seen import allow_by_passkey, allow_by_password, look, note_file, send_page
from digigov.sites.portal import shown_codes
from digigov.sites.portal.drafts import context_for, holder_of
from digigov.sites.portal.files import answer_content
from digigov.sites.request import Request


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def paper(request: Request, paper_id: UUID) -> HttpResponse:
    """The paper, and one's own signature by password and second factor."""
    found = queries.get_drawn(viewer=request.actor, paper_id=paper_id)
    if found.is_signed:
        return redirect(_where_now(found))
    errors: dict[str, Any] = {}
    if request.method == "POST":
        limits.count(request, "sign-in", subject=str(request.actor.account_id))
        try:
            return redirect(_sign_by_password(request, found))
        except InvalidInput as refusal:
            errors = refusal.errors
        except NotFound:
            raise
        except DomainError as refusal:
            errors = {"": refusal}
    number = Page.from_query(request.GET.get("page")).number
    page = {
        "paper": found,
        "shown": look(
            request, partial(queries.look_at_drawn, viewer=_me(request), at=now(), paper_id=paper_id, number=number)
        ),
        "most_pages": MOST_PAGES,
        "ready": get_own_readiness(viewer=_me(request), at=now()),
        "plan": queries.find_plan(),
        "back": _back(found),
        "here": request.path,
        "errors": errors,
        "typed": request.POST,
    }
    return render(request, "account/signing/paper.html", page, status=422 if errors else 200)


@open_to("citizen")
@require_POST
@never_cache
def paper_by_passkey(request: Request, paper_id: UUID, digest: str) -> HttpResponse:
    """The same by a passkey, spoken in JSON; ``digest`` is that of the paper that was shown."""
    limits.count(request, "sign-in", subject=str(request.actor.account_id))
    try:
        found = queries.get_drawn(viewer=request.actor, paper_id=paper_id)
        allowed = allow_by_passkey(request, _me(request), digest)
        return JsonResponse({"next": _sign(request, found, allowed)})
    except DomainError as refusal:
        return refuse(refusal)


@open_to("citizen")
@require_safe
@never_cache
def paper_document(request: Request, paper_id: UUID) -> HttpResponse:
    """The paper itself."""
    found = queries.open_drawn(viewer=request.actor, at=now(), paper_id=paper_id)
    note_file(request, found.sha256)
    return answer_content(request, found)


@open_to("citizen")
@require_safe
@never_cache
def paper_page(request: Request, paper_id: UUID, number: int) -> HttpResponse:
    """One page of it as a picture."""
    actor = request.actor
    digest = queries.get_drawn(viewer=actor, paper_id=paper_id).sha256
    draw = partial(queries.look_at_drawn, viewer=actor, at=now(), paper_id=paper_id, number=number, with_picture=True)
    return send_page(request, digest, number, draw)


def _sign_by_password(request: Request, found: queries.DrawnView) -> str:
    allowed = allow_by_password(request, _me(request))
    return _sign(request, found, allowed)


def _sign(request: Request, found: queries.DrawnView, allowed: UUID) -> str:
    """What the signature was for happens with it; the page to go on to."""
    actor = request.actor
    if found.purpose == "mandate":
        signing.sign_mandate(
            by=actor, at=now(), paper_id=found.id, authorization_id=allowed, open_services=services_open_to(actor)
        )
        return reverse("account:mandates")
    if "reference" in found.carried:
        reference = applications.sign_handed_in(by=actor, at=now(), paper_id=found.id, authorization_id=allowed)
        return reverse("portal:application", kwargs={"reference": reference})
    holder = holder_of(request)
    draft = asked.get_draft(viewer=holder, draft_id=found.subject_id)
    context = context_for(request, draft, forms.get_form(draft.service, draft.version))
    done = applications.sign_and_submit(
        by=holder, at=now(), paper_id=found.id, authorization_id=allowed, context=context
    )
    shown_codes.keep(request, draft_id=draft.id, code=done.code)
    return reverse("portal:draft-done", kwargs={"draft_id": draft.id})


def _where_now(found: queries.DrawnView) -> str:
    if found.purpose == "mandate":
        return reverse("account:mandates")
    if "reference" in found.carried:
        return reverse("portal:application", kwargs={"reference": found.carried["reference"]})
    return reverse("portal:draft-done", kwargs={"draft_id": found.subject_id})


def _back(found: queries.DrawnView) -> str:
    """Where the answers stand, or what was typed of a mandate."""
    if found.purpose == "mandate":
        return reverse("account:mandates-give")
    if "reference" in found.carried:
        return _where_now(found)
    return reverse("portal:draft-check", kwargs={"draft_id": found.subject_id})


def _me(request: Request) -> Actor:
    """The key is one's own, for whomever one acts."""
    return request.actor.as_oneself()
