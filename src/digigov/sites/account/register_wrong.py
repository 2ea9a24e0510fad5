"""Saying that a register is wrong about oneself: to the office that keeps it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.applications.commands import ask_for_correction
from digigov.modules.organizations.queries import names_of
from digigov.modules.registries.queries import get_register
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.request import Request


@open_to("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
@limits.limited("submit")
@never_cache
def register_wrong(request: Request, register: str, field: str) -> HttpResponse:
    """One field of one register: what is right, and how one knows."""
    found = get_register(register)
    label = next((each.label for each in found.fields if each.name == field), None)
    if label is None or found.about != "person":
        raise NotFound
    typed = {name: request.POST.get(name, "") for name in ("says", "right")}
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            handed_in = ask_for_correction(
                by=request.actor, at=now(), register=register, field=field, language=get_language() or "en", **typed
            )
            return redirect("portal:application", handed_in.reference)
        except InvalidInput as refusal:
            errors = refusal.errors
    page = {
        "register": found,
        "label": label,
        "keeper": names_of({found.keeper}).get(found.keeper, found.keeper),
        "typed": typed,
        "errors": errors,
    }
    return render(request, "account/register_wrong.html", page, status=422 if errors else 200)
