"""Other systems that let people sign in here: who they are, how they are used, and two officers for each entry and each change of it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.openid import commands, queries
from digigov.modules.openid.commands import Registration
from digigov.modules.organizations.queries import get_units, list_departments, list_ministries, names_of
from digigov.modules.parties.queries import names_of as names_of_people
from digigov.sites.access import open_to
from digigov.sites.account.security import fresh_enough, prove_first
from digigov.sites.openid.words import TOLD
from digigov.sites.request import Request

MANAGE = "openid.manage-clients"
HERE = "desk:clients"
BOXES = ("name", "purpose", "unit", "contact", "tell_ended")
LINES = ("return_to", "return_to_after")
WORDS: dict[str, Any] = {
    "id": _("Name for machines"),
    "name": _("Name that people read"),
    "purpose": _("Why people sign in there"),
    "unit": _("Office whose system it is"),
    "contact": _("Who looks after it"),
    "sector": _("Sector"),
    "return_to": _("Addresses that people are sent back to"),
    "return_to_after": _("Addresses after signing out"),
    "tell_ended": _("Address that is told when a visit ends"),
    "scopes": _("What it may be told"),
    "is_public": _("Keeps no secret"),
    "by_device": _("Runs on screens without a keyboard"),
    "signed_by": _("How its ID tokens are signed"),
}
REFUSALS = (commands.ClientKnown, commands.ProposalWaits)


@open_to(MANAGE)
def clients(request: Request) -> HttpResponse:
    """Every system that the officer looks after, and what waits for another pair of eyes."""
    actor = request.actor
    found = queries.list_clients(viewer=actor, page=Page.from_query(request.GET.get("page")))
    waiting = queries.list_proposals(viewer=actor, page=Page.from_query(request.GET.get("waiting")))
    page = {
        "clients": found,
        "waiting": waiting,
        "units": names_of({each.unit for each in found} | {each.wanted.unit for each in waiting}),
        "people": names_of_people({each.asked_by for each in waiting}),
        "mine": actor.party_id,
        "here_in_nav": HERE,
    }
    return render(request, "desk/clients/list.html", page)


@open_to(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def client(request: Request, client_id: str) -> HttpResponse:
    """One system; a new secret, which is shown this once, or its end."""
    actor, wanted = request.actor, request.POST.get("answer", "")
    known = queries.get_client(viewer=actor, at=now(), client_id=client_id)
    if wanted in ("secret", "end") and not fresh_enough(request):
        return prove_first(reverse("desk:client", kwargs={"client_id": client_id}))
    if wanted == "secret":
        secret = commands.change_secret(by=actor, at=now(), client_id=client_id)
        return _show_once(request, known.entry, secret)
    if wanted == "end":
        commands.end_client(by=actor, at=now(), client_id=client_id)
        return redirect("desk:client", client_id=client_id)
    page = {"client": known, "rows": _rows(known.entry), "most": max(1, *(count for _day, count in known.sign_ins))}
    return render(request, "desk/clients/client.html", {**page, "here_in_nav": HERE})


@open_to(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Write down a system for another officer to agree to."""
    return _form(request, None)


@open_to(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, client_id: str) -> HttpResponse:
    """Write down how its entry is to be."""
    return _form(request, queries.get_client(viewer=request.actor, at=now(), client_id=client_id).entry)


@open_to(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: Request, proposal_id: UUID) -> HttpResponse:
    """What another officer wrote down, beside what is so now."""
    actor, errors, answer = request.actor, dict[str, Any](), request.POST.get("answer", "")
    found = queries.get_proposal(viewer=actor, proposal_id=proposal_id)
    if answer in ("yes", "no"):
        if not fresh_enough(request):
            return prove_first(reverse("desk:client-proposal", kwargs={"proposal_id": proposal_id}))
        try:
            secret = commands.decide_proposal(by=actor, at=now(), proposal_id=proposal_id, agrees=answer == "yes")
            return _show_once(request, found.wanted, secret) if secret else redirect(HERE)
        except commands.ClientKnown as refusal:
            errors = {"": refusal}
    elif request.method == "POST":
        errors = {"answer": _("Say whether you agree.")}
    is_now = dict(_rows(found.now)) if found.now else {}
    page = {
        "proposal": found,
        "rows": [(words, is_now.get(words), value) for words, value in _rows(found.wanted)],
        "by": names_of_people({found.asked_by}).get(found.asked_by, ""),
        "is_mine": found.asked_by == actor.party_id,
        "errors": errors,
        "here_in_nav": HERE,
    }
    return render(request, "desk/clients/proposal.html", page, status=422 if errors else 200)


def _form(request: Request, known: Registration | None) -> HttpResponse:
    errors: dict[str, Any] = {}
    wanted = _typed(request, known) if request.method == "POST" else known
    if request.method == "POST" and wanted:
        propose = commands.propose_change if known else commands.propose_client
        try:
            propose(by=request.actor, at=now(), wanted=wanted)
            return redirect(HERE)
        except InvalidInput as refusal:
            errors = refusal.errors
        except REFUSALS as refusal:
            errors = _named(refusal)
    page = {
        "known": known,
        "typed": wanted,
        "units": _units(request.actor),
        "told": TOLD,
        "words": WORDS,
        "errors": errors,
        "here_in_nav": HERE,
    }
    return render(request, "desk/clients/form.html", page, status=422 if errors else 200)


def _named(refusal: DomainError) -> dict[str, Any]:
    return {"id" if isinstance(refusal, commands.ClientKnown) else "": refusal}


def _typed(request: Request, known: Registration | None) -> Registration:
    """What stands in the boxes; of a system that is known already, only what may change."""
    said = request.POST
    changed: dict[str, Any] = {name: said.get(name, "").strip()[:400] for name in BOXES}
    changed |= {
        name: [line.strip() for line in said.get(name, "")[:8000].splitlines() if line.strip()] for name in LINES
    }
    if changed["unit"] not in dict(_units(request.actor)):
        changed["unit"] = ""
    changed |= {"scopes": said.getlist("scopes")[:20], "by_device": bool(said.get("by_device"))}
    if known:
        return replace(known, **changed)
    return Registration(
        **changed,
        id=said.get("id", "").strip()[:80],
        sector=said.get("sector", "").strip()[:120],
        is_public=bool(said.get("is_public")),
        signed_by=said.get("signed_by", ""),
    )


def _units(actor: Actor) -> list[tuple[str, str]]:
    """Those whose systems the officer looks after."""
    everywhere = [unit for ministry in list_ministries() for unit in (ministry, *list_departments(ministry.code))]
    return [("", ""), *((each.code, each.name) for each in everywhere if actor.may(MANAGE, unit=each.code))]


def _rows(entry: Registration) -> list[tuple[Any, list[Any]]]:
    """Each part of an entry in words, with its lines."""
    unit = get_units([entry.unit]).get(entry.unit)
    ministry = get_units([unit.parent]).get(unit.parent) if unit and unit.parent else None
    shown: dict[str, list[Any]] = {
        **{
            name: [getattr(entry, name)]
            for name in ("id", "name", "purpose", "contact", "sector", "tell_ended", "signed_by")
        },
        **{name: [*getattr(entry, name)] for name in LINES},
        "unit": [each.name for each in (unit, ministry) if each] or [entry.unit],
        "scopes": [TOLD.get(each, each) for each in entry.scopes],
        **{name: [_("Yes") if getattr(entry, name) else _("No")] for name in ("is_public", "by_device")},
    }
    return [(words, shown[name]) for name, words in WORDS.items()]


def _show_once(request: Request, entry: Registration, secret: str) -> HttpResponse:
    return render(request, "desk/clients/secret.html", {"entry": entry, "secret": secret, "here_in_nav": HERE})
