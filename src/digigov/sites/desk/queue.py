"""The queue: what my posts let me do, due first; the next case; and harmless outcomes for many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands, queries
from digigov.modules.casework.queries import QueueFilters, QueueLine
from digigov.modules.catalog import queries as catalog
from digigov.modules.parties import queries as parties
from digigov.modules.parties.queries import TooManyNamed
from digigov.modules.payments import queries as payments
from digigov.sites.access import open_to
from digigov.sites.desk.clocks import Clock, clocks
from digigov.sites.request import Request

MOST_AT_ONCE = 100
SIZE = 50
LISTED = Purpose("work-through-queue")


@dataclass(frozen=True, slots=True)
class Row:
    line: QueueLine
    applicant: str
    clock: Clock | None
    claimed_by: str
    is_mine: bool


@open_to("officer")
@never_cache
def queue(request: Request) -> HttpResponse:
    actor: Actor = request.actor
    at, filters, refusal = now(), filters_from(request), ""
    try:
        page = Page.from_query(request.GET.get("page"), size=SIZE)
        lines = queries.list_queue(viewer=actor, at=at, filters=filters, page=page)
    except TooManyNamed as error:
        lines, refusal = PageOf((), 1, SIZE, False), str(error)
    if not (lines.items or request.GET) and _only_watches(actor):
        return redirect("desk:figures")
    asked = {key: value for key, value in request.GET.items() if key != "page" and value}
    return render(
        request,
        "desk/queue.html",
        {
            "rows": rows_of(lines, actor, at=at),
            "lines": lines,
            "bulk": dict(pair for line in lines for pair in line.bulk),
            "waivers": payments.count_waivers_asked(viewer=actor),
            "counts": queries.count_queue(viewer=actor, at=at),
            "filters": filters,
            "services": _services(actor),
            "link": f"?{urlencode(asked)}&" if asked else "?",
            "here_in_nav": "desk:queue",
            "refusal": refusal,
            "nothing_left": "nothing-left" in request.GET,
        },
    )


def _only_watches(actor: Actor) -> bool:
    """Whoever sees a ministry's figures and has no cases, such as its permanent secretary, begins with the figures."""
    return actor.may("casework.see-figures") and not actor.may("casework.supervise")


@open_to("officer")
@require_POST
def next_case(request: Request) -> HttpResponse:
    """Take what is due first and open it."""
    actor: Actor = request.actor
    task_id = commands.claim_next_task(by=actor, at=now(), service=request.POST.get("service") or None)
    if task_id is None:
        return redirect("/desk/?nothing-left=1")
    return redirect("desk:case", reference=queries.reference_of_task(task_id))


@open_to("officer")
@require_POST
def bulk(request: Request) -> HttpResponse:
    """Ask first; then do it, and say what was done and what was not."""
    actor: Actor = request.actor
    ids, outcome = ids_of(request.POST.getlist("task")), request.POST.get("outcome", "")
    if not ids or not outcome:
        return redirect("desk:queue")
    at = now()
    lines = queries.list_tasks(viewer=actor, task_ids=ids)
    if "confirmed" not in request.POST:
        page = {"lines": lines, "outcome": outcome, "label": _label(lines, outcome)}
        return render(request, "desk/bulk.html", {**page, "applicants": applicants_of(lines, actor, at=at)})
    results = commands.complete_tasks(by=actor, at=at, task_ids=[line.task_id for line in lines], outcome=outcome)
    refusals = {result.task_id: str(result.refusal) for result in results if result.refusal}
    return render(
        request,
        "desk/bulk_done.html",
        {"lines": lines, "refusals": refusals, "done": len(results) - len(refusals), "label": _label(lines, outcome)},
    )


def filters_from(request: Request) -> QueueFilters:
    """The queue that a URL asks for. At the first look it is everything that I may do."""
    asked = request.GET
    who = asked.get("who", "")
    return QueueFilters(
        who=who if who in ("mine", "unclaimed") else "",  # type: ignore[arg-type]
        service=asked.get("service", "")[:60],
        overdue=asked.get("late") == "yes",
        escalated=asked.get("escalated") == "yes",
        text=(text := asked.get("q", "")[:80].strip()),
        nameless=catalog.anonymous_services() if text else frozenset(),
    )


def rows_of(lines: PageOf[QueueLine], actor: Actor, *, at: datetime) -> list[Row]:
    """The lines with who asks, their clocks and who has them; the number of queries does not depend on how many."""
    names = parties.names_of(line.claimed_by for line in lines if line.claimed_by)
    applicants = applicants_of(lines, actor, at=at)
    found = clocks([line.due_at for line in lines], at=at)
    return [
        Row(
            line,
            applicants.get(line.case_id, ""),
            clock,
            names.get(line.claimed_by, "–") if line.claimed_by else "",
            line.claimed_by is not None and line.claimed_by == actor.party_id,
        )
        for line, clock in zip(lines, found, strict=True)
    ]


def applicants_of(lines: Iterable[QueueLine], actor: Actor, *, at: datetime) -> dict[UUID, str]:
    """By case, who asks; nobody where the service may be asked for without an account. Noted as read."""
    is_anonymous = {pair: _is_anonymous(*pair) for pair in {(line.service, line.version) for line in lines}}
    asked = {line.case_id: line.applicant_id for line in lines if not is_anonymous[line.service, line.version]}
    named = {case_id: party_id for case_id, party_id in asked.items() if party_id}
    names = parties.list_names(viewer=actor, at=at, party_ids=named.values(), purpose=LISTED)
    return {case_id: names.get(party_id, "") for case_id, party_id in named.items()}


def _is_anonymous(service: str, version: int) -> bool:
    try:
        return catalog.get_service(service, version).definition.anonymous
    except NotFound:
        return False


def _services(actor: Actor) -> list[Any]:
    """The services of the units in which the actor holds a post, for the filter."""
    return list(catalog.list_services(organizations={unit for _role, unit in actor.roles}, page=Page(size=100)))


def ids_of(texts: list[str]) -> list[UUID]:
    """:raises NotFound: for what is no id."""
    try:
        return [UUID(text) for text in texts[:MOST_AT_ONCE]]
    except ValueError:
        raise NotFound from None


def _label(lines: tuple[QueueLine, ...], outcome: str) -> str:
    return next((words for line in lines for key, words in line.bulk if key == outcome), outcome)
