"""At a counter: the consent that a register needs, asked of the person who stands there, written down with what shows it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.applications import queries as drafts
from digigov.modules.applications.queries import DraftView
from digigov.modules.audit.commands import Purpose
from digigov.modules.forms.queries import get_form
from digigov.modules.organizations.queries import names_of
from digigov.modules.parties.queries import get_person
from digigov.modules.registries import commands, queries
from digigov.sites.access import open_to
from digigov.sites.limits import limited
from digigov.sites.portal.drafts import holder_of
from digigov.sites.portal.registers import PREFILL, missing_for
from digigov.sites.request import Request

SERVE = Purpose("serve-at-counter")
WAYS: dict[str, Any] = {
    "spoken": _("In their own words, before me"),
    "paper": _("They signed the paper"),
    "code": _("They read out the code that we sent to their phone"),
}


@open_to("counter.assist")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("counter-consent")
def consent(request: Request, draft_id: UUID) -> HttpResponse:
    """What would be read, how the person agrees; and, once they do, the slip that they take home."""
    draft, party_id = _draft_of(request, draft_id)
    wanted = missing_for(draft, get_form(draft.service, draft.version))
    errors: dict[str, Any] = {}
    sent = False
    if request.method == "POST" and wanted:
        asked: dict[str, Any] = {
            "by": request.actor,
            "at": now(),
            "party_id": party_id,
            "purpose": PREFILL,
            "service": draft.service,
        }
        if request.POST.get("do") == "send":
            commands.send_consent_code(registers=[each.register for each in wanted], **asked)
            sent = True
        else:
            try:
                commands.take_consents(
                    wanted={each.register: each.fields for each in wanted},
                    way=request.POST.get("way", ""),
                    evidence=request.POST.get("evidence", "")[:1000],
                    code=request.POST.get("code", "")[:20],
                    **asked,
                )
                return redirect("desk:counter-consent", draft_id=draft_id)
            except InvalidInput as refusal:
                errors = refusal.errors
    return _show(request, draft, party_id, wanted, errors, sent)


@open_to("counter.assist")
@require_POST
def withdraw(request: Request, draft_id: UUID, consent_id: UUID) -> HttpResponse:
    """The person thinks again, here or another day."""
    _draft, party_id = _draft_of(request, draft_id)
    commands.withdraw_at_counter(by=request.actor, at=now(), party_id=party_id, consent_id=consent_id)
    return redirect("desk:counter-consent", draft_id=draft_id)


def _draft_of(request: Request, draft_id: UUID) -> tuple[DraftView, UUID]:
    draft = drafts.get_draft(viewer=holder_of(request), draft_id=draft_id)
    if draft.party_id is None or draft.party_id == request.actor.party_id:
        raise NotFound
    return draft, draft.party_id


def _show(
    request: Request, draft: DraftView, party_id: UUID, wanted: Any, errors: dict[str, Any], sent: bool
) -> HttpResponse:
    actor, at = request.actor, now()
    given = queries.list_consents_at_counter(viewer=actor, at=at, party_id=party_id, service=draft.service)
    person = get_person(viewer=actor, at=at, party_id=party_id, purpose=SERVE)
    page = {
        "draft": draft,
        "person": person,
        "wanted": wanted,
        "given": given,
        "offices": names_of({each.office for each in given if each.office}),
        "ways": {way: text for way, text in WAYS.items() if way != "code" or person.phone},
        "typed": request.POST,
        "errors": errors,
        "sent": sent,
        "here_in_nav": "desk:counter",
    }
    with translation.override(person.language):
        slip = render_to_string("desk/consent_slip.html", {**page, "lang": person.language}, request) if given else ""
    page["slip"] = mark_safe(slip)  # noqa: S308 - a template of ours, escaped
    return render(request, "desk/counter_consent.html", page, status=422 if errors else 200)
