"""Taking a case, giving it back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.modules.casework import commands, queries
from digigov.sites.access import open_to


@open_to("officer")
@require_POST
def claim(request: HttpRequest, task_id: UUID) -> HttpResponse:
    commands.claim_task(by=request.actor, at=now(), task_id=task_id)  # type: ignore[attr-defined]
    return redirect("desk:case", reference=queries.reference_of_task(task_id))


@open_to("officer")
@require_POST
def release(request: HttpRequest, task_id: UUID) -> HttpResponse:
    commands.release_task(by=request.actor, at=now(), task_id=task_id)  # type: ignore[attr-defined]
    return redirect("desk:queue")
