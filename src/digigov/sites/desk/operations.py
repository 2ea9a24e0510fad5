"""Is it up, is it slow, what is stuck, what to do now: for the two people who run the servers."""

from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from digigov.kernel.adapters import check_all
from digigov.kernel.clock import machine_now, now
from digigov.kernel.errors import InvalidInput
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit.queries import find_head
from digigov.modules.notifications import commands as notifications
from digigov.modules.notifications import queries as messages
from digigov.modules.operations import commands as jobs
from digigov.modules.operations import queries
from digigov.modules.privacy.queries import find_last_run
from digigov.sites.access import open_to
from digigov.sites.desk.disk import look_at_disk
from digigov.sites.desk.plots import plot
from digigov.sites.desk.urgent import Seen, list_urgent
from digigov.sites.desk.work_in_words import work_in_words
from digigov.sites.request import Request
from digigov.sites.status import looking
from digigov.sites.status import page as status_page

HOURS = {"6": 5, "24": 15, "168": 120}  # how far back, and how many minutes a bar of the plots stands for
INCIDENTS = Page(size=5)
TOLD = "#tell"  # where the page goes on after somebody told the public something
BACKUPS = Page(size=5)
DRILLS = Page(size=3)


@open_to("operations.see")
def operations(request: Request) -> HttpResponse:
    return _show(request)


@open_to("operations.see")
@require_POST
def tell_incident(request: Request) -> HttpResponse:
    """One sentence for the status page, in each language that somebody typed."""
    said = _said(request)
    try:
        jobs.tell_incident(by=request.actor, at=now(), said=said)
    except InvalidInput as refusal:
        return _show(request, status=refusal.status, typed={"new": said}, errors=_beside("new", refusal))
    return redirect(reverse("desk:operations") + TOLD)


@open_to("operations.see")
@require_POST
def change_incident(request: Request, incident_id: UUID) -> HttpResponse:
    """Another sentence in the place of what was told."""
    said = _said(request)
    try:
        jobs.change_incident(by=request.actor, at=now(), incident_id=incident_id, said=said)
    except InvalidInput as refusal:
        key = str(incident_id)
        return _show(request, status=refusal.status, typed={key: said}, errors=_beside(key, refusal))
    return redirect(reverse("desk:operations") + TOLD)


@open_to("operations.see")
@require_POST
def end_incident(request: Request, incident_id: UUID) -> HttpResponse:
    jobs.end_incident(by=request.actor, at=now(), incident_id=incident_id)
    return redirect(reverse("desk:operations") + TOLD)


def _said(request: Request) -> dict[str, str]:
    return {code: request.POST.get(f"said-{code}", "") for code, _name in settings.LANGUAGES}


def _beside(form: str, refusal: InvalidInput) -> dict[str, Any]:
    """Each mistake by the box that it is in; there is a form for each incident, and one for a new one."""
    return {f"said-{code}-{form}": mistake for code, mistake in refusal.errors.items()}


def _show(request: Request, *, status: int = 200, **typed: Any) -> HttpResponse:
    page = Page.from_query(request.GET.get("page"))
    hours = request.GET.get("hours", "")
    hours = hours if hours in HOURS else "6"
    backups = queries.list_backups(page=BACKUPS)
    seen = _look(page, backups)
    stretches = queries.list_stretches(until=seen.machine, hours=int(hours), minutes=HOURS[hours])
    shown = {
        "seen": seen,
        "urgent": list_urgent(seen),
        "plots": [plot(stretches, of) for of in ("per_minute", "p50", "p95", "errors")],
        "hours": hours,
        "periods": HOURS,
        "again": queries.list_waiting_again(),
        "in_words": work_in_words,
        "stuck": messages.list_stuck(viewer=request.actor, page=page),
        "incidents": queries.list_incidents(page=INCIDENTS),
        "languages_told": settings.LANGUAGES,
        "head": find_head(),
        "retention": find_last_run(),
        "backups": backups,
        "drills": queries.list_drills(page=DRILLS),
        "archive": queries.get_archive(),
        "version": version("digigov"),
        "typed": {},
        "errors": {},
        "here_in_nav": "desk:operations",
    }
    return render(request, "desk/operations.html", {**shown, **typed}, status=status)


def _look(page: Page, backups: PageOf[queries.BackedUp]) -> Seen:
    machine = machine_now()
    return Seen(
        at=now(),
        machine=machine,
        parts=check_all(),
        depths=queries.list_depths(),
        jobs=queries.list_stuck(page=page),
        messages=messages.count_waiting(),
        traffic=queries.recent_traffic(until=machine),
        workers=queries.count_living_workers(),
        database=queries.measure_database(),
        disk=look_at_disk(machine=machine),
        trail=queries.find_look(queries.TRAIL),
        backup=next(iter(backups), None),
        outside=looking.read(Path(settings.DIGIGOV_STATUS) / status_page.FILE),
    )


@open_to("operations.see")
@require_POST
def send_message_again(request: Request, delivery_id: UUID) -> HttpResponse:
    notifications.send_again(by=request.actor, at=now(), delivery_id=delivery_id)
    return redirect("desk:operations")


@open_to("operations.see")
@require_POST
def retry_job(request: Request, job_id: int) -> HttpResponse:
    jobs.retry_job(by=request.actor, at=now(), job_id=job_id)
    return redirect("desk:operations")


@open_to("operations.see")
@require_POST
def dismiss_job(request: Request, job_id: int) -> HttpResponse:
    jobs.dismiss_job(by=request.actor, at=now(), job_id=job_id)
    return redirect("desk:operations")
