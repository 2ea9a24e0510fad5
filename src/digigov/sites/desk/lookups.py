"""Opening a register in an emergency, without a case; and looking at such look-ups again."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure, InvalidInput
from digigov.kernel.paging import Page
from digigov.modules.forms import queries as forms
from digigov.modules.organizations.queries import names_of
from digigov.modules.registries import commands, queries
from digigov.sites.access import open_to
from digigov.sites.limits import limited
from digigov.sites.request import Request

BREAK_GLASS, REVIEW = "registries.break-glass", "registries.review"
STATES: dict[str, Any] = {
    "counter": (_("At a counter"), "closed"),
    "waiting": (_("Emergency: to be looked at"), "waiting"),
    "overdue": (_("Emergency: overdue"), "refused"),
    "justified": (_("Emergency: justified"), "granted"),
    "not-justified": (_("Emergency: not justified"), "refused"),
}
VERDICTS = {"yes": True, "no": False}
DOWN = _("The register does not answer, and nothing is kept of what it said. Ask its keeper by telephone.")


@open_to(BREAK_GLASS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("emergency")
def emergency(request: Request) -> HttpResponse:
    """What a register says is shown once, in the answer to the form."""
    actor = request.actor
    registers = {each.id: each for each in queries.list_emergency_registers(viewer=actor)}
    page: dict[str, Any] = {"registers": registers.values(), "typed": request.POST, "here_in_nav": "desk:emergency"}
    if request.method != "POST":
        return render(request, "desk/lookups/emergency.html", {**page, "errors": {}})
    try:
        chosen = registers.get(request.POST.get("register", ""))
        if chosen is None:
            raise InvalidInput({"register": _("Choose a register.")})
        reading = commands.open_in_emergency(
            by=actor,
            at=now(),
            register=chosen.id,
            key=request.POST.get("key", "")[:120],
            reason=request.POST.get("reason", ""),
        )
    except InvalidInput as refusal:
        return render(request, "desk/lookups/emergency.html", {**page, "errors": refusal.errors}, status=422)
    except AdapterFailure:
        return render(request, "desk/lookups/emergency.html", {**page, "errors": {"": DOWN}}, status=503)
    said = forms.register_in_words(chosen, reading.values, reading.values, forms.context_at(now()))
    shown = {"register": chosen, "reading": reading, "said": tuple(said), "here_in_nav": "desk:emergency"}
    return render(request, "desk/lookups/opened.html", shown)


@open_to(REVIEW)
def lookups(request: Request) -> HttpResponse:
    """All that officers read without a case; what waits for a review first."""
    found = queries.list_lookups(
        viewer=request.actor,
        at=now(),
        page=Page.from_query(request.GET.get("page")),
    )
    page = {
        "lookups": found,
        "states": STATES,
        "names": _registers(each.register for each in found),
        "units": names_of({each.office for each in found if each.office}),
        "overdue": queries.count_overdue_reviews(at=now()),
        "here_in_nav": "desk:lookups",
    }
    return render(request, "desk/lookups/list.html", page)


@open_to(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: Request, lookup_id: UUID) -> HttpResponse:
    """One emergency, and whether it was one."""
    actor, errors, status = request.actor, dict[str, Any](), 200
    found = queries.get_lookup(viewer=actor, at=now(), lookup_id=lookup_id)
    if request.method == "POST":
        try:
            commands.review_lookup(
                by=actor,
                at=now(),
                lookup_id=lookup_id,
                is_justified=VERDICTS.get(request.POST.get("verdict", "")),
                findings=request.POST.get("findings", ""),
            )
            return redirect("desk:lookups")
        except InvalidInput as refusal:
            errors, status = refusal.errors, 422
        except (commands.SameOfficer, commands.AlreadyReviewed) as refusal:
            errors, status = {"": refusal}, refusal.status
    register = queries.get_registers(frozenset([found.register])).get(found.register)
    labels = {field.name: field.label for field in register.fields} if register else {}
    page = {
        "lookup": found,
        "state": STATES[found.state],
        "register": register.name if register else found.register,
        "fields": [labels.get(name, name) for name in found.fields],
        "units": names_of({found.office} if found.office else set()),
        "typed": request.POST,
        "errors": errors,
        "here_in_nav": "desk:lookups",
    }
    return render(request, "desk/lookups/lookup.html", page, status=status)


def _registers(ids: Any) -> dict[str, str]:
    return {name: each.name for name, each in queries.get_registers(frozenset(ids)).items()}
