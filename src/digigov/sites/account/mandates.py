"""Acting for others, and letting others act: for whom one may, who may for oneself, in what and until when."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.kernel.paging import Page
from digigov.modules.assurance.queries import level_of
from digigov.modules.catalog import queries as catalog
from digigov.modules.mandates import commands, queries
from digigov.modules.signatures.queries import get_own_readiness
from digigov.modules.signing.queries import open_mandate, signed_mandates
from digigov.sites import limits
from digigov.sites.access import ACTING, ACTING_ENDED, open_to
from digigov.sites.account.mandate_paper import draw_mandate, offer_from, services_open_to
from digigov.sites.account.security import freshly_proved
from digigov.sites.portal.files import answer_content
from digigov.sites.request import Request
from digigov.sites.wording_mandates import GROUNDS, STATES, names_of_services

HERE = "account:mandates"
NOT_GIVEN = (
    commands.NotParent,
    commands.NotDirector,
    commands.NotKnown,
    commands.RegisterDown,
    commands.ActsAlready,
    commands.TooManyMandates,
)


@open_to("citizen")
@never_cache
def mandates(request: Request) -> HttpResponse:
    """For whom one may act, and who may act for oneself; what held until a moment ago is told."""
    actor, at = request.actor, now()
    why = "" if actor.acting else str(request.session.pop(ACTING_ENDED, ""))
    if not actor.acting:
        request.session.pop(ACTING, None)
    acts_for_firm = actor.acting is not None and actor.acting.ground == "company"
    given = None
    if actor.acting is None or acts_for_firm:
        given = queries.list_given(viewer=actor, page=Page.from_query(request.GET.get("given")))
    open_to_others = catalog.open_to_others()
    held = queries.list_held(viewer=actor, at=at, open_to=open_to_others, page=Page.from_query(request.GET.get("page")))
    page = {
        "held": held,
        "given": given,
        "is_known": level_of(actor.own_party, at=at) > 0,
        "reads_births": queries.reads_births(),
        "reads_directors": queries.reads_directors(),
        "why_ended": queries.WORDS.get(why, ""),
        "services": names_of_services(
            {each for one in held for each in one.services} | {each for one in given or () for each in one.services}
        ),
        "grounds": GROUNDS,
        "states": STATES,
        "reasons": queries.WORDS,
        "signed": signed_mandates([*(one.mandate.id for one in held), *(one.id for one in given or ())]),
    }
    return render(request, "account/mandates.html", page)


@open_to("citizen")
@require_POST
def begin(request: Request, mandate_id: UUID) -> HttpResponse:
    """Act for somebody from now on, in this visit."""
    actor = request.actor
    found = queries.find_acting(viewer=actor, at=now(), mandate_id=mandate_id, open_to=catalog.open_to_others())
    if isinstance(found, str):
        request.session[ACTING_ENDED] = found
        request.session.pop(ACTING, None)
        return redirect(HERE)
    request.session[ACTING] = str(mandate_id)
    return redirect("portal:my")


@open_to("citizen")
@require_POST
def stop(request: Request) -> HttpResponse:
    """Be oneself again."""
    request.session.pop(ACTING, None)
    request.session.pop(ACTING_ENDED, None)
    return redirect(HERE)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@freshly_proved
@never_cache
def give(request: Request) -> HttpResponse:
    """Let somebody act: whom, what for, until when."""
    actor, errors, status = request.actor, {}, 200
    services = services_open_to(actor)
    may_sign = get_own_readiness(viewer=actor.as_oneself(), at=now()).may_sign
    if request.method == "POST":
        limits.count(request, "mandate")
        try:
            if may_sign:
                return redirect("account:paper", paper_id=draw_mandate(request, services))
            commands.offer(by=actor, at=now(), wanted=offer_from(request), open_services=services)
        except InvalidInput as refusal:
            errors, status = refusal.errors, 422
        except (commands.NotKnown, commands.TooManyMandates) as refusal:
            errors, status = {"": refusal}, refusal.status
        else:
            return redirect(HERE)
    names = names_of_services(services)
    page = {
        "errors": errors,
        "typed": request.POST,
        "chosen": request.POST.getlist("services"),
        "may_sign": may_sign,
        "services": sorted(names.items(), key=lambda each: each[1]),
    }
    return render(request, "account/mandates_give.html", page, status=status)


@open_to("citizen")
@require_safe
@never_cache
def mandate_paper(request: Request, mandate_id: UUID) -> HttpResponse:
    """What the giver signed, for both."""
    found = open_mandate(viewer=request.actor, at=now(), mandate_id=mandate_id)
    return answer_content(request, found)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def child(request: Request) -> HttpResponse:
    """Act for one's child, whom the register of births knows."""
    if not queries.reads_births():
        raise NotFound
    return _claim(request, "account/mandates_child.html", commands.claim_child, "entry_number")


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def company(request: Request) -> HttpResponse:
    """Act for a company whose register names one as its director."""
    if not queries.reads_directors():
        raise NotFound
    return _claim(request, "account/mandates_company.html", commands.claim_firm, "firm_number")


def _claim(request: Request, template: str, claim: Callable[..., UUID], number: str) -> HttpResponse:
    """What a register says of whom one may act for, by the ``number`` of its entry."""
    errors: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        limits.count(request, "prove")
        try:
            claim(by=request.actor, at=now(), **{number: request.POST.get(number, "")[:40]})
        except InvalidInput as refusal:
            errors, status = refusal.errors, 422
        except NOT_GIVEN as refusal:
            errors, status = {"": refusal}, refusal.status
        else:
            return redirect(HERE)
    return render(request, template, {"errors": errors, "typed": request.POST}, status=status)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def accept(request: Request) -> HttpResponse:
    """Take on, or decline, what somebody offered by a code."""
    errors: dict[str, DomainError | Any] = {}
    status = 200
    if request.method == "POST":
        limits.count(request, "try-code")
        command = commands.decline if request.POST.get("answer") == "no" else commands.accept
        try:
            command(by=request.actor, at=now(), code=request.POST.get("code", ""))
        except InvalidInput as refusal:
            errors, status = refusal.errors, 422
        except (commands.NotKnown, commands.NotMeant) as refusal:
            errors, status = {"": refusal}, refusal.status
        else:
            return redirect(HERE)
    page = {
        "errors": errors,
        "typed": request.POST,
        "is_known": level_of(request.actor.own_party, at=now()) > 0,
    }
    return render(request, "account/mandates_accept.html", page, status=status)


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def end(request: Request, mandate_id: UUID) -> HttpResponse:
    """Take it back, or give it up, after asking; it ends at once."""
    actor = request.actor
    found = queries.get_own(viewer=actor, mandate_id=mandate_id)
    if request.method == "POST":
        commands.end(by=actor, at=now(), mandate_id=mandate_id)
        return redirect(HERE)
    if not found.is_live:
        return redirect(HERE)
    page = {"mandate": found, "is_agent": found.agent_id == actor.party_id}
    return render(request, "account/mandates_end.html", page)
