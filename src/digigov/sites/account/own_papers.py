"""A paper that was drawn for one to sign: read it, confirm with a fresh proof, and go on where one was."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.applications import commands as applications
from digigov.modules.applications import queries as asked
from digigov.modules.forms import queries as forms
from digigov.modules.signatures import commands as keys
from digigov.modules.signatures.queries import get_own_readiness
from digigov.modules.signing import commands as signing
from digigov.modules.signing import queries
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.mandate_paper import services_open_to
from digigov.sites.account.passkeys import STATE, read_answer, refuse
from digigov.sites.account.signing import SEEN, NotSeen
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
    page = {
        "paper": found,
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
    answer = read_answer(request)
    try:
        found = queries.get_drawn(viewer=request.actor, paper_id=paper_id)
        _require_seen(request, digest)
        allowed = keys.authorize_by_passkey(
            by=_me(request),
            at=now(),
            sha256=digest,
            state=request.session.pop(STATE, {}),
            answer=answer.get("credential") or {},
        )
        return JsonResponse({"next": _sign(request, found, allowed)})
    except DomainError as refusal:
        return refuse(refusal)


@open_to("citizen")
@require_safe
@never_cache
def paper_document(request: Request, paper_id: UUID) -> HttpResponse:
    """The paper itself."""
    found = queries.open_drawn(viewer=request.actor, at=now(), paper_id=paper_id)
    request.session[SEEN] = [found.sha256, *request.session.get(SEEN, [])][:10]
    return answer_content(request, found)


def _sign_by_password(request: Request, found: queries.DrawnView) -> str:
    if request.POST.get("read") != "yes":
        raise InvalidInput({"read": _("Read the paper, and say that you have.")})
    digest = request.POST.get("sha256", "")
    _require_seen(request, digest)
    allowed = keys.authorize_by_password(
        by=_me(request),
        at=now(),
        sha256=digest,
        password=request.POST.get("current_password", ""),
        digits=request.POST.get("code", "")[:40],
    )
    return _sign(request, found, allowed)


def _sign(request: Request, found: queries.DrawnView, allowed: UUID) -> str:
    """What the signature was for happens with it; the page to go on to."""
    actor: Actor = request.actor
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
    return request.actor.as_oneself()  # type: ignore[attr-defined,no-any-return]


def _require_seen(request: Request, digest: str) -> None:
    """What one signs is what one has seen: exactly this file was sent to this visit. :raises NotSeen: if it was not."""
    if digest not in request.session.get(SEEN, []):
        raise NotSeen
