"""What the citizen says: a reply, yes or no, and that it is not done after all."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import InvalidInput
from digigov.kernel.events import publish
from digigov.modules.service_requests import clocks, events, occasions, policies, reading, rules, telling, writing
from digigov.modules.service_requests.errors import NotNow, TooLateToReopen
from digigov.modules.service_requests.models import Request


@transaction.atomic
def reply_to_request(
    *,
    by: Actor,
    at: datetime,
    request_id: UUID,
    text: str,
    channel: str,
    file_ids: Iterable[UUID] = (),
    secret: str = "",
) -> None:
    """
    Write to whoever works on it. The clock that stood still goes on, later by as long as it stood.

    What was said to be done is opened again by any reply: somebody who is content has no reason to write.

    :raises NotAllowed: unless the reporter, an agent of the owner's unit or the machine. :raises InvalidInput: without a text.
    :raises TooLateToReopen: if it was closed too long ago.
    """
    request = policies.lock(request_id)
    policies.require_speaker(by, request)
    said = _text(text)
    if request.state in (rules.ANSWERED, rules.CLOSED):
        _reopen(request, said, channel, by=by, at=at)
        return
    files = writing.attach(request, file_ids, by=by, at=at, secret=secret)
    if request.asked_at is not None:
        stood = at - request.asked_at
        request.acknowledge_due_at += stood
        request.act_due_at += stood
        request.answer_due_at += stood
        request.asked_at = None
    writing.settle_clock(request, at=at)
    writing.add_entry(request, "replied", by=by, at=at, text=said, is_public=True, channel=channel, files=files)
    writing.record(request, "reporter-replied", by=by, at=at)


@transaction.atomic
def confirm_request(
    *, by: Actor, at: datetime, request_id: UUID, is_done: bool, text: str = "", channel: str = "web"
) -> None:
    """
    The citizen's yes or no to what was said to be done. "No" opens it again. Harmless when the same is said twice.

    :raises NotAllowed: unless the reporter, an agent of the owner's unit or the machine. :raises NotNow: if nothing was said to be done.
    """
    request = policies.lock(request_id)
    policies.require_speaker(by, request)
    if is_done and request.state == rules.CLOSED and request.said == "yes":
        return
    if not is_done and request.state == rules.ACKNOWLEDGED and request.said == "no":
        return
    if request.state != rules.ANSWERED:
        raise NotNow
    if is_done:
        close(request, "yes", text, by=by, at=at)
    else:
        _reopen(request, text.strip()[: rules.LONGEST_TEXT], channel, by=by, at=at)


@transaction.atomic
def reopen_request(*, by: Actor, at: datetime, request_id: UUID, text: str, channel: str) -> None:
    """
    Say on any channel that it is not done, while it waits for an answer or within the days after.

    :raises NotAllowed: unless the reporter, an agent of the owner's unit or the machine. :raises InvalidInput: without a text.
    :raises NotNow: if it is being worked on. :raises TooLateToReopen: if it was closed too long ago.
    """
    request = policies.lock(request_id)
    policies.require_speaker(by, request)
    said = _text(text)
    if request.state not in (rules.ANSWERED, rules.CLOSED):
        raise NotNow
    _reopen(request, said, channel, by=by, at=at)


def close(request: Request, said: str, text: str, *, by: Actor, at: datetime) -> None:
    """It is closed, by the citizen's yes or by silence, and rests while a reply may open it again."""
    days = timedelta(days=reading.plan().reopen_days)
    request.closed_at, request.said, request.reopen_until = at, said, at + days
    writing.go_on(request, said, rules.CLOSED, at=at)
    writing.add_entry(request, f"said-{said}", by=by, at=at, text=text[: rules.LONGEST_TEXT], is_public=True)
    writing.record(request, "request-closed", by=by, at=at, details={"said": said})
    day = telling.moment(request.reopen_until, request.language)
    telling.tell_reporter(request, occasions.SETTLED, at=at, key=f"{request.reopened}", day=day)
    publish(
        events.RequestConfirmed(
            request_id=request.id, reference=request.reference, unit=request.unit, said=said, confirmed_at=at
        )
    )


def _reopen(request: Request, text: str, channel: str, *, by: Actor, at: datetime) -> None:
    was_closed = request.state == rules.CLOSED
    if was_closed and (request.ended_at is not None or request.reopen_until is None or at > request.reopen_until):
        raise TooLateToReopen
    request.said, request.closed_at, request.reopen_until = "no", None, None
    request.answered_at = request.acted_at = request.confirm_by = None
    request.reopened += 1
    looked_by = request.acknowledge_due_at
    clocks.begin(request, at=at)
    request.acknowledge_due_at = looked_by  # it was looked at in time, or it was not
    request.acknowledged_at = request.acknowledged_at or at
    writing.go_on(request, "reopened" if was_closed else "no", rules.ACKNOWLEDGED, at=at)
    entry = writing.add_entry(
        request, "reopened", by=by, at=at, text=text, is_public=True, channel=channel[:20], was_closed=was_closed
    )
    writing.record(request, "request-reopened", by=by, at=at, details={"channel": channel[:20]})
    due = telling.moment(request.answer_due_at, request.language)
    telling.tell_reporter(request, occasions.REOPENED, at=at, key=str(entry.id), due=due)
    publish(
        events.RequestReopened(
            request_id=request.id, reference=request.reference, unit=request.unit, channel=channel[:20], reopened_at=at
        )
    )


def _text(text: str) -> str:
    said = text.strip()
    if not 0 < len(said) <= rules.LONGEST_TEXT:
        raise InvalidInput({"text": _("Write at least a word, and at most 4,000 characters.")})
    return said
