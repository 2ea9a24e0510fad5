"""A paper that was given out: how it stands, and taking it back or giving a new one in its place."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput
from digigov.modules.audit.commands import Purpose
from digigov.modules.documents import commands, queries
from digigov.sites.access import open_to
from digigov.sites.request import Request

DOINGS: dict[str, Callable[..., Any]] = {"revoke": commands.revoke_document, "reissue": commands.reissue_document}


@open_to("officer")
@never_cache
def paper(request: Request, document_id: UUID) -> HttpResponse:
    at, actor = now(), request.actor
    found = queries.get_issued(viewer=actor, at=at, document_id=document_id, purpose=Purpose("look-after-document"))
    errors: dict[str, str] = {}
    doing, reason = request.POST.get("doing", ""), request.POST.get("reason", "")
    if request.method == "POST" and doing in DOINGS:
        try:
            made = DOINGS[doing](by=actor, at=at, document_id=document_id, reason=reason)
            return redirect("desk:paper", document_id=made or document_id)
        except InvalidInput as refused:
            errors = {field: str(sentence) for field, sentence in refused.errors.items()}
    page = {"paper": found, "errors": errors, "reason": reason, "doing": doing}
    return render(request, "desk/paper.html", page, status=422 if errors else 200)
