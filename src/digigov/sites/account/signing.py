"""Signing papers with a key of one's own: what to sign, who else signs, looking at it, confirming, signing, and ending the key."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
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
from digigov.kernel.paging import Page
from digigov.modules.documents.commands import FileRefused, discard_files, store_file
from digigov.modules.documents.queries import MOST_PAGES
from digigov.modules.signatures import commands as keys
from digigov.modules.signatures.queries import get_own_readiness
from digigov.modules.signing import commands, queries
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.passkeys import refuse
from digigov.sites.account.seen import allow_by_passkey, allow_by_password, look, note_file, send_page
from digigov.sites.portal.files import answer_content
from digigov.sites.request import Request


@open_to("citizen")
@require_safe
@never_cache
def signing(request: Request) -> HttpResponse:
    """What one has signed or is asked to sign, and the key that one signs with."""
    actor, page = _me(request), Page.from_query(request.GET.get("page"))
    shown = {
        "papers": queries.list_envelopes(viewer=actor, at=now(), page=page),
        "ready": get_own_readiness(viewer=actor, at=now()),
        "plan": queries.find_plan(),
    }
    return render(request, "account/signing/list.html", shown)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: Request) -> HttpResponse:
    """A PDF, what kind of paper it is, and who signs it."""
    plan = queries.get_plan()
    if not get_own_readiness(viewer=_me(request), at=now()).may_sign:
        return redirect("account:signing")
    errors: dict[str, Any] = {}
    if request.method == "POST":
        limits.count(request, "ask-to-sign")
        try:
            envelope_id = _begin(request, plan)
        except InvalidInput as refusal:
            errors = refusal.errors
        else:
            return redirect("account:signing-envelope", envelope_id=envelope_id)
    page = {"plan": plan, "errors": errors, "typed": request.POST}
    return render(request, "account/signing/new.html", page, status=422 if errors else 200)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def envelope(request: Request, envelope_id: UUID) -> HttpResponse:
    """One paper: who has signed, and one's own signature by password and second factor."""
    errors: dict[str, Any] = {}
    if request.method == "POST":
        limits.count(request, "sign-in", subject=str(request.actor.account_id))
        try:
            _sign_by_password(request, envelope_id)
        except InvalidInput as refusal:
            errors = refusal.errors
        except NotFound:
            raise
        except DomainError as refusal:
            errors = {"": refusal}
        else:
            return redirect("account:signing-envelope", envelope_id=envelope_id)
    return _show(request, envelope_id, errors)


@open_to("citizen")
@require_POST
@never_cache
def by_passkey(request: Request, envelope_id: UUID, digest: str) -> HttpResponse:
    """The same by a passkey, spoken in JSON; ``digest`` is that of the paper that was shown."""
    limits.count(request, "sign-in", subject=str(request.actor.account_id))
    actor = _me(request)
    try:
        queries.get_envelope(viewer=actor, at=now(), envelope_id=envelope_id)
        allowed = allow_by_passkey(request, actor, digest)
        commands.sign(by=actor, at=now(), envelope_id=envelope_id, authorization_id=allowed)
    except DomainError as refusal:
        return refuse(refusal)
    return JsonResponse({"next": reverse("account:signing-envelope", kwargs={"envelope_id": envelope_id})})


@open_to("citizen")
@require_safe
@never_cache
def document(request: Request, envelope_id: UUID) -> HttpResponse:
    """The paper itself as it stands now."""
    found = queries.open_document(viewer=_me(request), at=now(), envelope_id=envelope_id)
    note_file(request, found.sha256)
    return answer_content(request, found)


@open_to("citizen")
@require_safe
@never_cache
def page_picture(request: Request, envelope_id: UUID, number: int) -> HttpResponse:
    """One page of it as a picture. Whoever was sent all of them has seen the paper."""
    actor = _me(request)
    digest = queries.get_envelope(viewer=actor, at=now(), envelope_id=envelope_id).sha256
    draw = partial(
        queries.look_at_page, viewer=actor, at=now(), envelope_id=envelope_id, number=number, with_picture=True
    )
    return send_page(request, digest, number, draw)


@open_to("citizen")
@require_POST
@never_cache
def decline(request: Request, envelope_id: UUID) -> HttpResponse:
    """Say that one does not sign, and why."""
    return _do(request, envelope_id, commands.decline, reason=request.POST.get("reason", ""))


@open_to("citizen")
@require_POST
@never_cache
def withdraw(request: Request, envelope_id: UUID) -> HttpResponse:
    """Nobody signs it any more."""
    return _do(request, envelope_id, commands.withdraw)


@open_to("citizen")
@require_POST
@never_cache
def forget(request: Request, envelope_id: UUID) -> HttpResponse:
    """Delete it here."""
    try:
        commands.forget(by=_me(request), at=now(), envelope_id=envelope_id)
    except commands.StillOpen as refusal:
        return _show(request, envelope_id, {"": refusal})
    return redirect("account:signing")


@open_to("citizen")
@require_POST
@never_cache
def end_key(request: Request) -> HttpResponse:
    """At once, without a further proof: whoever lost a telephone has no time."""
    with suppress(NotFound):  # ended already, perhaps in another window
        keys.revoke_own_key(by=_me(request), at=now())
    return redirect("account:signing")


def _me(request: Request) -> Actor:
    """A signature is one's own, for whomever one acts meanwhile."""
    return request.actor.as_oneself()


def _begin(request: Request, plan: queries.SigningPlan) -> UUID:
    """:raises InvalidInput: with all that is wrong on the page."""
    kind, sent = plan.kind(request.POST.get("kind", "")), request.FILES.get("file")
    errors: dict[str, Any] = {}
    if kind is None:
        errors["kind"] = _("Say what kind of paper it is.")
    elif kind.left_out:
        errors["kind"] = commands.KindLeftOut()
    if not sent:
        errors["file"] = _("Choose the PDF that is to be signed.")
    if errors or kind is None or not sent:
        raise InvalidInput(errors)
    limits.count(request, "upload")
    actor = _me(request)
    try:
        file_id = store_file(by=actor, at=now(), name=str(sent.name or ""), content=sent.read())
    except FileRefused as refusal:
        raise InvalidInput({"file": refusal}) from refusal
    try:
        return commands.begin_signing(
            by=actor,
            at=now(),
            file_id=file_id,
            kind=kind.id,
            others=request.POST.get("others", "")[:4000].replace(",", "\n").splitlines(),
            with_own=request.POST.get("with_own") != "no",
            in_order=request.POST.get("in_order") == "yes",
        )
    except (InvalidInput, commands.NotAPdf) as refusal:
        discard_files(by=actor, at=now(), file_ids=[file_id])
        if isinstance(refusal, InvalidInput):
            raise
        raise InvalidInput({"file": refusal}) from refusal


def _sign_by_password(request: Request, envelope_id: UUID) -> None:
    actor = _me(request)
    if not queries.get_envelope(viewer=actor, at=now(), envelope_id=envelope_id).may_sign:
        raise commands.NotYourTurn
    allowed = allow_by_password(request, actor)
    commands.sign(by=actor, at=now(), envelope_id=envelope_id, authorization_id=allowed)


def _do(request: Request, envelope_id: UUID, command: Callable[..., None], **more: Any) -> HttpResponse:
    try:
        command(by=_me(request), at=now(), envelope_id=envelope_id, **more)
    except InvalidInput as refusal:
        return _show(request, envelope_id, refusal.errors)
    except commands.HasEnded as refusal:
        return _show(request, envelope_id, {"": refusal})
    return redirect("account:signing-envelope", envelope_id=envelope_id)


def _show(request: Request, envelope_id: UUID, errors: dict[str, Any]) -> HttpResponse:
    actor, number = _me(request), Page.from_query(request.GET.get("page")).number
    page = {
        "paper": queries.get_envelope(viewer=actor, at=now(), envelope_id=envelope_id),
        "shown": look(
            request, partial(queries.look_at_page, viewer=actor, at=now(), envelope_id=envelope_id, number=number)
        ),
        "most_pages": MOST_PAGES,
        "ready": get_own_readiness(viewer=actor, at=now()),
        "plan": queries.find_plan(),
        "errors": errors,
        "typed": request.POST,
    }
    return render(request, "account/signing/envelope.html", page, status=422 if errors else 200)
