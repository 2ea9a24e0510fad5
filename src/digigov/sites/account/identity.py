"""Showing who one is: how sure we are, the ways to be surer, and saying that one knows somebody else."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.applications.commands import AlreadyReviewed, NobodyReviews, ask_for_review
from digigov.modules.applications.queries import find_review
from digigov.modules.assurance import commands, queries
from digigov.modules.forms import queries as forms
from digigov.modules.identity.commands import CodeExpired, WrongCode
from digigov.modules.parties.queries import tidy_number
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.next_page import safe_next
from digigov.sites.account.security import fresh_enough, prove_first
from digigov.sites.request import Request
from digigov.sites.typed_dates import typed_day
from digigov.sites.wording_identity import decision_in_words

REFUSALS = (
    commands.NotShown,
    commands.NoPhoneOnRecord,
    commands.NoAddressOnRecord,
    commands.TooManyLetters,
    commands.RegistersDown,
)
GO_ON = "identity_next"  # the page that asked who it is


@open_to("citizen")
@never_cache
def identity(request: Request) -> HttpResponse:
    """How sure we are, what waits, and the ways to be surer. ``?next=`` is where to go on afterwards."""
    if request.GET.get("next"):
        request.session[GO_ON] = safe_next(request, request.GET["next"])
    return _overview(request)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def remote(request: Request) -> HttpResponse:
    """The numbers of two papers, compared with the registers; a code goes to the telephone on record, or by post."""
    errors: dict[str, Any] = {}
    by_post = request.POST.get("way") == "letter"
    if request.method == "POST":
        limits.count(request, "prove", subject=tidy_number(request.POST.get("national_id", "")) or "")
        try:
            commands.begin_remote(
                by=request.actor,
                at=now(),
                shown=_shown(request),
                language=get_language() or "en",
                by_post=by_post,
            )
        except InvalidInput as refusal:
            errors = refusal.errors
        except REFUSALS as refusal:
            return _again(request, {"": refusal}, status=refusal.status)
        except commands.AlreadyProved:
            return redirect("account:identity")
        else:
            return redirect("account:identity" if by_post else "account:identity-code")
    return _again(request, errors, status=422 if errors else 200)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def code(request: Request) -> HttpResponse:
    """The digits that went to the telephone on record."""
    actor, errors = request.actor, {}
    waiting = queries.get_own(viewer=actor, at=now()).waiting
    if waiting is None or waiting.state != "waiting-code":
        return redirect("account:identity")
    if request.method == "POST":
        limits.count(request, "try-code")
        try:
            commands.finish_remote(by=actor, at=now(), digits=request.POST.get("code", ""))
        except WrongCode as refusal:
            errors = refusal.errors
        except CodeExpired as refusal:
            errors = {"code": refusal}
        except (commands.NotShown, commands.ProofLapsed):
            return redirect("account:identity")
        else:
            return HttpResponseRedirect(request.session.pop(GO_ON, "") or reverse("account:identity"))
    page = {"errors": errors, "sent_to": waiting.sent_to}
    return render(request, "account/identity_code.html", page, status=422 if errors else 200)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def letter(request: Request) -> HttpResponse:
    """The code of the letter that went to the address on record."""
    actor, errors = request.actor, {}
    waiting = queries.get_own(viewer=actor, at=now()).waiting
    if waiting is None or waiting.state != "waiting-letter":
        return redirect("account:identity")
    if request.method == "POST":
        limits.count(request, "try-code")
        try:
            commands.finish_by_letter(by=actor, at=now(), typed=request.POST.get("code", ""))
        except InvalidInput as refusal:
            errors = refusal.errors
        except (commands.NotShown, commands.ProofLapsed):
            return redirect("account:identity")
        else:
            return HttpResponseRedirect(request.session.pop(GO_ON, "") or reverse("account:identity"))
    page = {"errors": errors, "until": waiting.waits_until}
    return render(request, "account/identity_letter.html", page, status=422 if errors else 200)


@open_to("citizen")
@require_POST
def stop(request: Request) -> HttpResponse:
    """Give up a check that waits."""
    commands.stop_own(by=request.actor, at=now())
    return redirect("account:identity")


@open_to("citizen")
@require_POST
def vouch(request: Request, proofing_id: UUID) -> HttpResponse:
    """Say that one knows somebody, or that one does not; nothing said is neither."""
    if not fresh_enough(request):
        return prove_first(reverse("account:identity"))
    answer = request.POST.get("answer", "")
    if answer not in ("yes", "no"):
        return redirect("account:identity")
    try:
        commands.vouch(
            by=request.actor,
            at=now(),
            proofing_id=proofing_id,
            agrees=answer == "yes",
        )
    except (commands.NotAgreed, commands.ProofLapsed) as refusal:
        return _overview(request, {"": refusal})
    return redirect("account:identity")


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("submit")
@never_cache
def review(request: Request, proofing_id: UUID) -> HttpResponse:
    """Have a decision about who one is looked at again by somebody who did not decide it."""
    actor = request.actor
    against = queries.get_own(viewer=actor, at=now()).against
    if against is None or against.id != proofing_id:
        raise NotFound
    if asked := find_review(viewer=actor, party_id=actor.own_party, proofing_id=proofing_id):
        return redirect("portal:application", asked)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            handed_in = ask_for_review(
                by=actor, at=now(), proofing_id=proofing_id, told=decision_in_words(against),
                why=request.POST.get("why", ""), language=get_language() or "en",
            )  # fmt: skip
            return redirect("portal:application", handed_in.reference)
        except InvalidInput as refusal:
            errors = refusal.errors
        except (AlreadyReviewed, NobodyReviews) as refusal:
            errors = {"": refusal}
    page = {"decision": decision_in_words(against), "why": request.POST.get("why", ""), "errors": errors}
    return render(request, "account/identity_review.html", page, status=422 if errors else 200)


def _overview(request: Request, errors: dict[str, DomainError] | None = None) -> HttpResponse:
    actor = request.actor
    standing = queries.get_own(viewer=actor, at=now())
    page = {
        "standing": standing,
        "asked": queries.list_asked(viewer=actor, at=now()),
        "can_remotely": bool(queries.papers(by_register=True)),
        "asked_again": find_review(viewer=actor, party_id=actor.own_party, proofing_id=standing.against.id)
        if standing.against
        else "",
        "go_on": request.session.pop(GO_ON, "") if standing.level else "",  # offered once
        "errors": errors or {},
    }
    return render(request, "account/identity.html", page, status=422 if errors else 200)


def _shown(request: Request) -> commands.Shown:
    """:raises InvalidInput: if what is written is no date."""
    return commands.Shown(
        national_id=request.POST.get("national_id", "")[:40],
        born_on=typed_day(request, "born_on"),
        paper=request.POST.get("paper", ""),
        number=request.POST.get("number", "")[:40],
    )


def _again(request: Request, errors: dict[str, DomainError | Any], *, status: int) -> HttpResponse:
    page = {
        "errors": errors,
        "typed": request.POST,
        "papers": queries.papers(by_register=True),
        "can_write": queries.can_write(),
        "numbers": forms.context_at(now()).identifiers,
    }
    return render(request, "account/identity_remote.html", page, status=status)
