"""Telling the applicant, and the officers whose turn it is, through notifications."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils import translation

from digigov.kernel.actor import Actor
from digigov.modules.casework import timeline
from digigov.modules.casework.ports import StepContext
from digigov.modules.notifications import commands as notifications
from digigov.ui.format import short_day


def tell_applicant(
    step: StepContext,
    *,
    message: str,
    by: Actor,
    at: datetime,
    values: Mapping[str, Any] | None = None,
    again: str = "",
) -> None:
    """
    Once for each step and message (and for each ``again``). Of a case without an applicant, at the address that its answers
    ``contact_email`` and ``contact_phone`` give, if they do. Nobody who said that they want no news.
    """
    if not step.wants_news:
        return
    if step.applicant_id is not None:
        tell(step, party_id=step.applicant_id, message=message, by=by, at=at, values=values, again=again)
        return
    answers = step.facts.get("answers", {})
    to = {"email": str(answers.get("contact_email") or ""), "phone": str(answers.get("contact_phone") or "")}
    if any(to.values()):
        _send(step, notifications.send_to_address, to="", again=again, message=message, by=by, at=at, values=values,
              language=step.language, **to)  # fmt: skip


def tell(
    step: StepContext,
    *,
    party_id: UUID,
    message: str,
    by: Actor,
    at: datetime,
    values: Mapping[str, Any] | None = None,
    again: str = "",
) -> None:
    """The same to a person, who may be an officer."""
    _send(step, notifications.send, to=str(party_id), again=again, message=message, by=by, at=at, values=values,
          party_id=party_id)  # fmt: skip


def _send(
    step: StepContext,
    send: Callable[..., bool],
    *,
    to: str,
    again: str,
    message: str,
    by: Actor,
    at: datetime,
    values: Mapping[str, Any] | None,
    **whom: Any,
) -> None:
    """A message that cannot be made does not stop the case: the officer reads on the timeline that nobody was told."""
    is_told = send(
        by=by,
        at=at,
        message=message,
        service=step.service,
        version=step.version,
        values={**_values(step), **(values or {})},
        dedupe_key=f"{step.step_id}:{uuid5(step.step_id, f'{message}:{to}:{again}')}",
        case_id=step.case_id,
        **whom,
    )
    if not is_told:
        timeline.add(
            case_id=step.case_id, by=by, at=at, kind="not-told", is_public=False,
            step=step.definition.id, message=message,
        )  # fmt: skip


def _values(step: StepContext) -> dict[str, str]:
    """``ports.GIVEN_OF_A_CASE``: what every message about a case may say."""
    with translation.override(step.language):
        due = short_day(step.due_at) if step.due_at else ""
        return {
            "reference": step.case_reference,
            "title": translation.gettext(step.title) if step.title else "",
            "step_title": translation.gettext(step.definition.title),
            "due": due,
            "request": str(step.request.get("text", "")),
        }
