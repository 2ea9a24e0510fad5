"""What registers add to a page of an application: answers that government holds already, and what they say of numbers."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from digigov.kernel.clock import now
from digigov.kernel.conditions import holds
from digigov.modules.applications.commands import keep_prefilled
from digigov.modules.applications.queries import DraftView, Holder
from digigov.modules.audit.commands import Purpose
from digigov.modules.forms import commands, queries
from digigov.modules.forms.definitions import Form, FormPage
from digigov.modules.parties.queries import get_person
from digigov.modules.registries.commands import give_consent
from digigov.modules.registries.queries import ConsentWanted, missing_consents
from digigov.sites.limits import count
from digigov.sites.portal.files import secret_of
from digigov.sites.request import Request

ASK_AGAIN = timedelta(minutes=2)
PREFILL = "prefill-form"


def with_prefilled(request: Request, draft: DraftView, form: Form, context: queries.Context) -> queries.Context:
    """
    The context with what registers hold of the applicant. They are asked once for each draft, whatever the device; those that
    could not be asked, again after two minutes; those for which the applicant had to agree first, as soon as that is so. What
    was agreed to and is not any more is gone at once.
    """
    if draft.party_id is None or not queries.prefilled_fields(form):
        return context
    missing = {each.register for each in _missing(draft, form)}
    kept = draft.prefilled
    if not kept or _is_to_be_asked_again(kept, missing):
        kept = _ask(request, draft, form, context, missing).as_json()
        holder = Holder(request.actor, secret_of(request))
        keep_prefilled(by=holder, at=now(), draft_id=draft.id, prefilled=kept)
    asked = commands.Prefilling.from_json(kept).without(missing)
    return replace(context, prefilled=asked.fitting(form, draft.answers), registers_down=asked.unavailable)


def consents_wanted(request: Request, draft: DraftView, form: Form, page: FormPage) -> tuple[ConsentWanted, ...]:
    """The registers that could answer questions of this page if the applicant, who must be the one who reads it, agreed."""
    if draft.party_id is None or request.actor.party_id != draft.party_id:
        return ()
    here = {
        q.prefill.register_ for q in page.questions if q.prefill and holds(q.prefill.when, {"answers": draft.answers})
    }
    return tuple(each for each in _missing(draft, form) if each.register in here) if here else ()


def agree(request: Request, draft: DraftView, form: Form, page: FormPage) -> None:
    """The applicant agrees to all that this page would take from registers."""
    for each in consents_wanted(request, draft, form, page):
        give_consent(
            by=request.actor,
            at=now(),
            register=each.register,
            fields=each.fields,
            purpose=PREFILL,
            service=draft.service,
        )


def with_look_ups(
    request: Request, form: Form, page: FormPage, raw: Mapping[str, Any], answers: Mapping[str, Any], context: Any
) -> queries.Context:
    """The context with what registers say of the numbers that were just typed."""
    if not any(question.type == "register_number" for question in page.questions):
        return context
    count(request, "look-up")
    actor = request.actor
    found = commands.look_up_numbers(
        by=actor, at=now(), form=form, page_id=page.id, raw=raw, answers=answers, context=context
    )
    return replace(context, look_ups=found)


def _missing(draft: DraftView, form: Form) -> tuple[ConsentWanted, ...]:
    assert draft.party_id is not None
    wanted = queries.prefilled_fields(form)
    return missing_consents(party_id=draft.party_id, at=now(), wanted=wanted, purpose=PREFILL, service=draft.service)


def _is_to_be_asked_again(kept: Mapping[str, Any], missing: Collection[str]) -> bool:
    agreed_since = set(kept.get("not_agreed") or ()) - set(missing)
    was_down = kept["unavailable"] and datetime.fromisoformat(kept["asked_at"]) < now() - ASK_AGAIN
    return bool(agreed_since or was_down)


def _ask(
    request: Request, draft: DraftView, form: Form, context: queries.Context, missing: Collection[str]
) -> commands.Prefilling:
    actor, at = request.actor, now()
    assert draft.party_id is not None
    person = get_person(viewer=actor, at=at, party_id=draft.party_id, purpose=Purpose(PREFILL))
    return commands.prefill(
        by=actor, at=at, form=form, context=context, party_id=draft.party_id, national_id=person.national_id,
        service=draft.service, not_agreed=tuple(sorted(missing)),
    )  # fmt: skip
