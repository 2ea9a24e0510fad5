"""The data protection officer: who asked to be erased, holding it up with a reason, what was destroyed, and asking for somebody."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.kernel.paging import Page
from digigov.kernel.references import parse_reference
from digigov.modules.applications.queries import party_of
from digigov.modules.identity.queries import find_account_of
from digigov.modules.parties.queries import id_with_number, records_of, tidy_number
from digigov.modules.privacy import commands, queries
from digigov.modules.privacy.definitions import Whose
from digigov.sites.access import open_to
from digigov.sites.request import Request

OVERSEE, HERE = "privacy.oversee", "desk:erasures"
STATES: dict[str, Any] = {
    "waiting": (_("In its pause"), "waiting"),
    "held": (_("Held up"), "late"),
    "withdrawn": (_("Withdrawn"), "ended"),
    "done": (_("Done"), "done"),
}


@open_to(OVERSEE)
@never_cache
def erasures(request: Request) -> HttpResponse:
    """Everybody who asked; those that wait alone, if wanted."""
    waiting = request.GET.get("show") == "waiting"
    found = queries.list_erasures(
        viewer=request.actor,
        at=now(),
        page=Page.from_query(request.GET.get("page")),
        waiting=waiting,
    )
    page = {"erasures": found, "states": STATES, "waiting": waiting, "here_in_nav": HERE}
    return render(request, "desk/erasures/list.html", page)


@open_to(OVERSEE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: Request, erasure_id: UUID) -> HttpResponse:
    """One request: what became or would become of it; holding it up."""
    actor, at, errors, status = request.actor, now(), dict[str, Any](), 200
    found = queries.get_erasure(viewer=actor, at=at, erasure_id=erasure_id)
    if request.method == "POST":
        try:
            commands.hold_erasure(by=actor, at=at, erasure_id=erasure_id, reason=request.POST.get("reason", ""))
            return redirect("desk:erasure", erasure_id=erasure_id)
        except InvalidInput as refusal:
            errors, status = refusal.errors, 422
        except commands.TooLateToChange as refusal:
            errors, status = {"": refusal}, refusal.status
    page = {
        "erasure": found,
        "is_own": actor.party_id == found.party_id,
        "lines": queries.list_destructions(
            viewer=actor, page=Page.from_query(request.GET.get("page"), size=50), erasure_id=erasure_id
        ),
        "states": STATES,
        "reasons": queries.REASONS,
        "errors": errors,
        "typed": request.POST,
        "here_in_nav": HERE,
    }
    return render(request, "desk/erasures/erasure.html", page, status=status)


@open_to(OVERSEE)
@require_POST
def release(request: Request, erasure_id: UUID) -> HttpResponse:
    commands.release_erasure(by=request.actor, at=now(), erasure_id=erasure_id)
    return redirect("desk:erasure", erasure_id=erasure_id)


@open_to(OVERSEE)
@require_POST
def withdraw(request: Request, erasure_id: UUID) -> HttpResponse:
    """Of what the officer asked for on somebody's behalf, when that person thinks again."""
    commands.withdraw_erasure(by=request.actor, at=now(), erasure_id=erasure_id)
    return redirect("desk:erasure", erasure_id=erasure_id)


@open_to(OVERSEE)
@never_cache
def destructions(request: Request) -> HttpResponse:
    """All that was destroyed: by wish, or because its time was over."""
    found = queries.list_destructions(
        viewer=request.actor,
        page=Page.from_query(request.GET.get("page")),
    )
    page = {"lines": found, "reasons": queries.REASONS, "run": queries.find_last_run(), "here_in_nav": HERE}
    return render(request, "desk/erasures/destructions.html", page)


@open_to(OVERSEE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """For somebody without an account, who asked at a desk or by letter."""
    actor, errors, status = request.actor, dict[str, Any](), 200
    if request.method == "POST":
        try:
            party_id = _named(request.POST.get("who", ""))
            account_id = find_account_of(party_id)
            if account_id:
                raise InvalidInput({"who": _("This person has an account, and asks there: My data.")})
            whose = Whose(party_id, records_of(party_id))
            ground = request.POST.get("ground", "")
            commands.ask_erasure(by=actor, at=now(), whose=whose, closes=True, ground=ground)
            return redirect("desk:erasures")
        except InvalidInput as refusal:
            errors, status = refusal.errors, 422
        except DomainError as refusal:
            errors, status = {"": refusal}, refusal.status
    page = {"errors": errors, "typed": request.POST, "here_in_nav": HERE}
    return render(request, "desk/erasures/ask.html", page, status=status)


def _named(typed: str) -> UUID:
    """By the number of the identity card, or by the reference of an application. :raises InvalidInput: if there is nobody."""
    reference = parse_reference(typed)
    found = party_of(reference) if reference else id_with_number(tidy_number(typed[:40]) or "-")
    if found is None:
        raise InvalidInput({"who": _("Nobody here has this number. Check it, or use the reference of an application.")})
    return found
