"""Is it up, what is stuck, what to do now: for the two people who run the servers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from digigov.kernel.adapters import check_all
from digigov.kernel.clock import now
from digigov.kernel.paging import Page
from digigov.modules.notifications import commands as notifications
from digigov.modules.notifications import queries as messages
from digigov.modules.operations import commands as jobs
from digigov.modules.operations.queries import list_depths, list_stuck, list_waiting_again
from digigov.sites.access import open_to
from digigov.sites.desk.work_in_words import work_in_words


@open_to("operations.see")
def operations(request: HttpRequest) -> HttpResponse:
    page = Page.from_query(request.GET.get("page"))
    return render(
        request,
        "desk/operations.html",
        {
            "parts": check_all(),
            "depths": list_depths(),
            "again": list_waiting_again(),
            "in_words": work_in_words,
            "jobs": list_stuck(page=page),
            "waiting": messages.count_waiting(),
            "stuck": messages.list_stuck(viewer=request.actor, page=page),  # type: ignore[attr-defined]
            "at": now(),
        },
    )


@open_to("operations.see")
@require_POST
def send_message_again(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    notifications.send_again(by=request.actor, at=now(), delivery_id=delivery_id)  # type: ignore[attr-defined]
    return redirect("desk:operations")


@open_to("operations.see")
@require_POST
def retry_job(request: HttpRequest, job_id: int) -> HttpResponse:
    jobs.retry_job(by=request.actor, at=now(), job_id=job_id)  # type: ignore[attr-defined]
    return redirect("desk:operations")


@open_to("operations.see")
@require_POST
def dismiss_job(request: HttpRequest, job_id: int) -> HttpResponse:
    jobs.dismiss_job(by=request.actor, at=now(), job_id=job_id)  # type: ignore[attr-defined]
    return redirect("desk:operations")
