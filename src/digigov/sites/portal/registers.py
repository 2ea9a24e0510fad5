"""What registers add to a page of an application: answers that government holds already, and what they say of numbers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from digigov.kernel.clock import now
from digigov.modules.applications.commands import keep_prefilled
from digigov.modules.applications.queries import DraftView, Holder
from digigov.modules.audit.commands import Purpose
from digigov.modules.forms import commands, queries
from digigov.modules.forms.definitions import Form, FormPage
from digigov.modules.parties.queries import get_person
from digigov.sites.limits import count
from digigov.sites.portal.files import secret_of

ASK_AGAIN = timedelta(minutes=2)


def with_prefilled(request: HttpRequest, draft: DraftView, form: Form, context: queries.Context) -> queries.Context:
    """
    The context with what registers hold of the applicant. They are asked once for each draft, whatever the device; those that
    could not be asked, again after two minutes.
    """
    if draft.party_id is None or not any(question.prefill for page in form.pages for question in page.questions):
        return context
    kept = draft.prefilled
    if not kept or (kept["unavailable"] and datetime.fromisoformat(kept["asked_at"]) < now() - ASK_AGAIN):
        kept = _ask(request, draft, form, context).as_json()
        holder = Holder(request.actor, secret_of(request))  # type: ignore[attr-defined]
        keep_prefilled(by=holder, at=now(), draft_id=draft.id, prefilled=kept)
    asked = commands.Prefilling.from_json(kept)
    return replace(context, prefilled=asked.fitting(form, draft.answers), registers_down=asked.unavailable)


def with_look_ups(
    request: HttpRequest, form: Form, page: FormPage, raw: Mapping[str, Any], answers: Mapping[str, Any], context: Any
) -> queries.Context:
    """The context with what registers say of the numbers that were just typed."""
    if not any(question.type == "register_number" for question in page.questions):
        return context
    count(request, "look-up")
    actor = request.actor  # type: ignore[attr-defined]
    found = commands.look_up_numbers(
        by=actor, at=now(), form=form, page_id=page.id, raw=raw, answers=answers, context=context
    )
    return replace(context, look_ups=found)


def _ask(request: HttpRequest, draft: DraftView, form: Form, context: queries.Context) -> commands.Prefilling:
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    assert draft.party_id is not None
    person = get_person(viewer=actor, at=at, party_id=draft.party_id, purpose=Purpose("prefill-form"))
    return commands.prefill(
        by=actor, at=at, form=form, context=context, party_id=draft.party_id, national_id=person.national_id
    )
