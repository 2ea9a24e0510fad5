"""What somebody agreed to: which registers are read for them, and taking that back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page
from digigov.modules.catalog.queries import get_service
from digigov.modules.registries import commands, queries
from digigov.sites.access import open_to
from digigov.sites.request import Request

WHAT_FOR = {"prefill-form": _("To fill in a form for you")}


@open_to("citizen")
@never_cache
def consents(request: Request) -> HttpResponse:
    found = queries.list_consents(
        viewer=request.actor,
        at=now(),
        page=Page.from_query(request.GET.get("page")),
    )
    services = {each.service: _name(each.service) for each in found if each.service}
    return render(request, "account/consents.html", {"consents": found, "services": services, "what_for": WHAT_FOR})


@open_to("citizen")
@require_POST
def withdraw(request: Request, consent_id: UUID) -> HttpResponse:
    commands.withdraw_consent(by=request.actor, at=now(), consent_id=consent_id)
    return redirect("account:consents")


def _name(service: str) -> str:
    try:
        return get_service(service).definition.name
    except NotFound:  # no longer offered
        return service
