"""Taking a case, giving it back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.modules.casework import commands, queries
from digigov.sites.access import open_to
from digigov.sites.request import Request


@open_to("officer")
@require_POST
def claim(request: Request, task_id: UUID) -> HttpResponse:
    commands.claim_task(by=request.actor, at=now(), task_id=task_id)
    return redirect("desk:case", reference=queries.reference_of_task(task_id))


@open_to("officer")
@require_POST
def release(request: Request, task_id: UUID) -> HttpResponse:
    commands.release_task(by=request.actor, at=now(), task_id=task_id)
    return redirect("desk:queue")
