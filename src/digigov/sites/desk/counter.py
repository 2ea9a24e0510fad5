"""
At the counter: find or write down a person who is not online, note how they agreed, and fill an application in with them.

The pages of the form are the same that the person would see. Reference and code at the end make it theirs whenever they like.
"""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from digigov.kernel.actor import ANYWHERE, Actor
from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.applications import commands as applications
from digigov.modules.applications import queries as drafts
from digigov.modules.audit.commands import Purpose
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.queries import ServiceCard
from digigov.modules.parties import commands, queries
from digigov.sites.access import open_to
from digigov.sites.portal import shown_codes
from digigov.sites.request import Request
from digigov.sites.typed_dates import typed_day

ASSIST = "counter.assist"
SERVE = Purpose("serve-at-counter")
AGREEMENTS = {
    "spoken": _("Said so at the counter"),
    "signed": _("Signed the paper at the counter"),
    "telephone": _("Said so on the telephone, after we called back"),
}
BOXES = ("given_names", "family_name", "national_id", "phone", "email")


@open_to("counter.assist")
def counter(request: Request) -> HttpResponse:
    """Who stands there? Each person shown is noted as looked at; the code of the one before is forgotten."""
    shown_codes.forget_all(request)
    words = (request.GET.get("words") or request.GET.get("q", ""))[:80].strip()
    found = None
    if words:
        page = Page.from_query(request.GET.get("page"))
        found = queries.search_people(
            viewer=request.actor,
            at=now(),
            words=words,
            purpose=SERVE,
            page=page,
        )
    return render(request, "desk/counter.html", {"words": words, "people": found, "here_in_nav": "desk:counter"})


@open_to("counter.assist")
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: Request) -> HttpResponse:
    """Write down somebody who is not known yet."""
    errors: dict[str, Any] = {}
    if request.method == "POST":
        typed: dict[str, Any] = {box: request.POST.get(box, "")[:200] for box in BOXES}
        try:
            party_id = commands.register_person(
                by=request.actor,
                at=now(),
                born_on=typed_day(request, "born_on"),
                language=request.POST.get("language", "en"),
                **typed,
            )
            return redirect("desk:counter-person", party_id=party_id)
        except InvalidInput as invalid:
            errors = {key: str(sentence) for key, sentence in invalid.errors.items()}
        except DomainError as refusal:
            errors = {"national_id": str(refusal)}
    return render(
        request,
        "desk/new_person.html",
        {"typed": request.POST, "errors": errors, "here_in_nav": "desk:counter"},
        status=422 if errors else 200,
    )


@open_to("counter.assist")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: Request, party_id: UUID) -> HttpResponse:
    """What the person wants, and how they agreed that it is filled in for them."""
    actor = request.actor
    known = queries.get_person(viewer=actor, at=now(), party_id=party_id, purpose=SERVE)
    errors: dict[str, str] = {}
    if request.method == "POST":
        service, agreement = request.POST.get("service", ""), request.POST.get("agreement", "")
        if not service:
            errors["service"] = str(_("Choose a service."))
        if agreement not in AGREEMENTS:
            errors["agreement"] = str(_("Say how the person agreed."))
        if not errors:
            draft_id = applications.start_draft(
                by=actor, at=now(), service=service, language=known.language, party_id=party_id, agreement=agreement
            )
            return redirect("portal:draft", draft_id=draft_id)
    return render(
        request,
        "desk/counter_person.html",
        {
            "person": known,
            "services": _services(actor),
            "drafts": drafts.list_drafts_at_counter(viewer=actor, party_id=party_id, page=Page()),
            "agreements": AGREEMENTS,
            "typed": request.POST,
            "errors": errors,
            "here_in_nav": "desk:counter",
        },
        status=422 if errors else 200,
    )


def _services(actor: Actor) -> list[ServiceCard]:
    """What the actor's counter may take: everything, or what its units offer."""
    found: list[ServiceCard] = []
    units, page = actor.units_with(ASSIST), Page(size=100)
    while True:
        part = catalog.list_services(organizations=None if ANYWHERE in units else units, page=page)
        found += part.items
        if not part.has_next:
            return found
        page = Page(page.number + 1, page.size)
