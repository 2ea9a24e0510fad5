"""
At the counter and on the telephone: what a person may let others do, and for whom they may act; written down from a paper before two
officers, or for a caller who reads a code back.
"""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.catalog import queries as catalog
from digigov.modules.identity.commands import CodeExpired, WrongCode
from digigov.modules.mandates import commands, queries
from digigov.modules.parties.queries import find_by_national_id, get_person
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.account.mandate_paper import offer_from
from digigov.sites.desk.counter import ASSIST, SERVE
from digigov.sites.request import Request
from digigov.sites.typed_dates import typed_day
from digigov.sites.wording_mandates import GROUNDS, STATES, names_of_services

END = "mandates.end"
HERE = "desk:mandates"
WAYS = ("call", "agent", "guardian", "estate", "company")
REFUSALS = (
    commands.NotKnown,
    commands.NoPhone,
    commands.ActsAlready,
    commands.TooManyMandates,
    commands.RegisterDown,
)


@open_to(ASSIST)
@require_http_methods(["GET", "HEAD", "POST"])
def of_person(request: Request, party_id: UUID) -> HttpResponse:
    """All mandates of the person at the counter, and a form for the way that was chosen: by a call, by a paper, in person."""
    actor, at = request.actor, now()
    errors: dict[str, DomainError | Any] = {}
    status = 200
    way = request.GET.get("way", "")
    way = way if way in WAYS else ""
    if request.method == "POST":
        try:
            if way == "call":
                limits.count(request, "mandate")
                mandate_id = _call(request, party_id)
                return redirect("desk:mandates-call", mandate_id=mandate_id)
            _paper(request, party_id, way)
            return redirect("desk:counter-mandates", party_id=party_id)
        except InvalidInput as refusal:
            errors, status = refusal.errors, 422
        except REFUSALS as refusal:
            errors, status = {"": refusal}, refusal.status
    found = queries.list_of(viewer=actor, at=at, party_id=party_id, page=Page.from_query(request.GET.get("page")))
    others = catalog.open_to_others()
    page = {
        "person": get_person(viewer=actor, at=at, party_id=party_id, purpose=SERVE),
        "found": found,
        "way": way,
        "typed": request.POST,
        "chosen": request.POST.getlist("services"),
        "errors": errors,
        "may_end": actor.may(END),
        "open_services": sorted(
            names_of_services(each for each, grounds in others.items() if "agent" in grounds).items()
        ),
        "services": names_of_services({each for one in found for each in one.services}),
        "grounds": GROUNDS,
        "states": STATES,
        "here_in_nav": "desk:counter",
    }
    return render(request, "desk/mandates/of_person.html", page, status=status)


@open_to(ASSIST)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: Request, mandate_id: UUID) -> HttpResponse:
    """The digits that the caller reads out."""
    errors: dict[str, Any] = {}
    if request.method == "POST":
        limits.count(request, "try-code")
        try:
            commands.confirm_call(
                by=request.actor,
                at=now(),
                mandate_id=mandate_id,
                digits=request.POST.get("code", ""),
            )
        except WrongCode as refusal:
            errors = refusal.errors
        except CodeExpired as refusal:
            errors = {"code": refusal}
        else:
            return redirect("desk:counter")
    page = {"errors": errors, "here_in_nav": "desk:counter"}
    return render(request, "desk/mandates/call.html", page, status=422 if errors else 200)


@open_to(ASSIST)
def waiting(request: Request) -> HttpResponse:
    """What waits at this counter for a second pair of eyes."""
    found = queries.list_waiting(
        viewer=request.actor,
        at=now(),
        page=Page.from_query(request.GET.get("page")),
    )
    page = {"waiting": found, "grounds": GROUNDS, "here_in_nav": "desk:identity"}
    return render(request, "desk/mandates/waiting.html", page)


@open_to(ASSIST)
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: Request, mandate_id: UUID) -> HttpResponse:
    """The second officer compares the paper and the person with what the first wrote down."""
    actor = request.actor
    errors: dict[str, Any] = {}
    found = queries.get_waiting(viewer=actor, at=now(), mandate_id=mandate_id)
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        if answer not in ("same", "not-same"):
            errors["answer"] = _("Say whether you have seen the same.")
        else:
            try:
                commands.confirm(by=actor, at=now(), mandate_id=mandate_id, agrees=answer == "same")
                return redirect(HERE)
            except (commands.MandateLapsed, commands.NotKnown) as refusal:
                errors[""] = refusal
    page = {
        "mandate": found,
        "services": names_of_services(found.services),
        "grounds": GROUNDS,
        "errors": errors,
        "here_in_nav": "desk:identity",
    }
    return render(request, "desk/mandates/second.html", page, status=422 if errors else 200)


@open_to(END)
@require_POST
def end(request: Request, mandate_id: UUID) -> HttpResponse:
    """An officer ends it, as when a court has decided so."""
    commands.end(by=request.actor, at=now(), mandate_id=mandate_id)
    return redirect("desk:counter")


def _call(request: Request, party_id: UUID) -> UUID:
    actor = request.actor
    open_services = frozenset(each for each, grounds in catalog.open_to_others().items() if "agent" in grounds)
    return commands.offer_by_call(
        by=actor, at=now(), principal_id=party_id, wanted=offer_from(request), open_services=open_services
    )


def _paper(request: Request, party_id: UUID, ground: str) -> None:
    """
    Whoever stands at the counter is whom somebody else may act for; for a company they are its director.

    :raises InvalidInput: if nobody has the number that was typed, or something is missing.
    """
    actor = request.actor
    principal_id: UUID | None = party_id
    agent_id = party_id
    if ground == "company":
        principal_id = None
    else:
        known = find_by_national_id(
            viewer=actor, at=now(), national_id=request.POST.get("agent_number", "")[:40], purpose=SERVE
        )
        if known is None:
            raise InvalidInput({"agent_number": _("Nobody is registered with this number. Register them first.")})
        agent_id = known.id
    commands.record(
        by=actor,
        at=now(),
        seen=commands.Seen(
            ground=ground,
            principal_id=principal_id,
            agent_id=agent_id,
            paper=request.POST.get("paper", ""),
            number=request.POST.get("number", "")[:40],
            dated_on=typed_day(request, "dated_on"),
            died_on=typed_day(request, "died_on"),
            firm_number=request.POST.get("firm_number", "")[:40],
            services=request.POST.getlist("services")[:50] if ground == "agent" else (),
            ends_on=typed_day(request, "ends_on"),
        ),
        open_services=frozenset(each for each, grounds in catalog.open_to_others().items() if ground in grounds),
    )
