"""For supervisors: who has how much, what is late, and handing it on."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.paging import Page, PageOf
from digigov.modules.casework import commands, queries
from digigov.modules.casework.queries import QueueLine
from digigov.modules.organizations import queries as organizations
from digigov.modules.parties import queries as parties
from digigov.sites.access import open_to
from digigov.sites.account.next_page import safe_next
from digigov.sites.desk.queue import SIZE, ids_of, rows_of
from digigov.sites.request import Request


@open_to("casework.supervise")
@never_cache
def workload(request: Request) -> HttpResponse:
    actor: Actor = request.actor
    load = queries.workload(viewer=actor, at=now())
    names = parties.names_of(each.party_id for each in load if each.party_id)
    return render(request, "desk/workload.html", {"load": load, "names": names, "here_in_nav": "desk:workload"})


@open_to("casework.supervise")
@never_cache
def in_hand(request: Request, party_id: UUID | None = None) -> HttpResponse:
    """What one officer has, or what nobody has."""
    actor: Actor = request.actor
    page = Page.from_query(request.GET.get("page"), size=SIZE)
    lines = queries.list_in_hand(viewer=actor, party_id=party_id, page=page)
    name = parties.names_of([party_id]).get(party_id, "–") if party_id else ""
    return _list(request, lines, name=name, is_late=False)


@open_to("casework.supervise")
@never_cache
def overdue(request: Request) -> HttpResponse:
    actor: Actor = request.actor
    lines = queries.list_overdue(viewer=actor, at=now(), page=Page.from_query(request.GET.get("page"), size=SIZE))
    return _list(request, lines, name="", is_late=True)


@open_to("casework.supervise")
@require_POST
def hand_on(request: Request) -> HttpResponse:
    """Hand the chosen tasks to one officer; say which could not be handed on, and why."""
    actor: Actor = request.actor
    chosen, to, back = ids_of(request.POST.getlist("task")), ids_of([request.POST.get("to", "")]), _back(request)
    if not chosen:
        return redirect(back)
    results = commands.assign_tasks(by=actor, at=now(), task_ids=chosen, to_party_id=to[0])
    refused = [(queries.reference_of_task(each.task_id), str(each.refusal)) for each in results if each.refusal]
    if not refused:
        return redirect(back)
    page = {"refused": refused, "done": len(results) - len(refused), "back": back, "here_in_nav": "desk:workload"}
    return render(request, "desk/handed_on.html", page)


def _back(request: Request) -> str:
    return safe_next(request, request.POST.get("next"))


def _officers_of(lines: PageOf[QueueLine], *, at: datetime) -> list[tuple[UUID, str]]:
    """Whoever holds one of the roles of these tasks, by name."""
    pairs = {(line.role, line.unit) for line in lines}
    holders = {h.party_id for role, unit in pairs for h in organizations.list_holders(role=role, unit=unit, at=at)}
    return sorted(parties.names_of(holders).items(), key=lambda officer: officer[1])


def _list(request: Request, lines: PageOf[QueueLine], *, name: str, is_late: bool) -> HttpResponse:
    actor: Actor = request.actor
    at = now()
    officers = _officers_of(lines, at=at)
    return render(
        request,
        "desk/in_hand.html",
        {
            "rows": rows_of(lines, actor, at=at),
            "lines": lines,
            "officers": officers,
            "name": name,
            "is_late": is_late,
            "here_in_nav": "desk:workload",
        },
    )
