"""What liaison officers do: acknowledge, work, write, ask, forward, close with evidence, and say what everybody may read."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.kernel.events import publish
from digigov.modules.casework import commands as casework
from digigov.modules.documents import queries as documents
from digigov.modules.organizations import queries as organizations
from digigov.modules.service_requests import clocks, events, occasions, policies, reading, rules, telling, writing
from digigov.modules.service_requests.errors import NobodyToAsk, NoEvidence, NotNow, NotToThem
from digigov.modules.service_requests.models import Request
from digigov.modules.service_requests.reading import MACHINE


@transaction.atomic
def acknowledge_request(*, by: Actor, at: datetime, request_id: UUID, text: str = "") -> None:
    """
    Say that somebody has looked at it. ``text`` goes to the reporter.

    :raises NotAllowed: unless an officer answers for that unit and it is not about them. :raises NotNow: if it was done.
    """
    request = _take(by, request_id, rules.OPEN)
    _acknowledge(request, text, by=by, at=at)


@transaction.atomic
def start_work(*, by: Actor, at: datetime, request_id: UUID, text: str) -> None:
    """
    Say what is being done: a crew is sent, it is planned, somebody looks into it.

    :raises NotAllowed: as ``acknowledge_request``. :raises NotNow: if it is under way or done. :raises InvalidInput: without a text.
    """
    request = _take(by, request_id, rules.OPEN, rules.ACKNOWLEDGED)
    said = _text(text)
    if request.state == rules.OPEN:
        _acknowledge(request, "", by=by, at=at)
    request.acted_at = request.acted_at or at
    writing.go_on(request, "acted", rules.IN_HAND, at=at)
    _news(request, "acted", said, by=by, at=at)


@transaction.atomic
def write_note(*, by: Actor, at: datetime, request_id: UUID, text: str, to_reporter: bool = False) -> None:
    """
    Write something down: for colleagues, or for the reporter and who follows.

    :raises NotAllowed: unless an officer answers it, or is of the owner's unit. :raises InvalidInput: without a text.
    """
    request = policies.lock(request_id)
    policies.require_seer(by, request)
    said = _text(text)
    if to_reporter:
        _news(request, "news", said, by=by, at=at)
        return
    writing.add_entry(request, "note", by=by, at=at, text=said)
    writing.record(request, "note-written", by=by, at=at)


@transaction.atomic
def publish_text(*, by: Actor, at: datetime, request_id: UUID, text: str, is_public: bool) -> None:
    """
    What everybody may read of it, in an officer's words; or that it is not shown at all. What cannot be public stays so.

    :raises NotAllowed: as ``acknowledge_request``. :raises InvalidInput: if it is too long.
    """
    request = policies.lock(request_id)
    policies.require_answerer(by, request)
    if len(text) > rules.PUBLIC_TEXT:
        raise InvalidInput({"public_text": _("Use at most 500 characters.")})
    request.is_public = is_public and reading.category_of(request).public
    request.public_text, request.changed_at = text.strip(), at
    request.save(update_fields=["is_public", "public_text", "changed_at"])
    writing.add_entry(request, "shown" if request.is_public else "hidden", by=by, at=at, text=request.public_text)
    writing.record(request, "text-published", by=by, at=at, details={"is_public": request.is_public})


@transaction.atomic
def forward_request(*, by: Actor, at: datetime, request_id: UUID, unit: str, reason: str) -> None:
    """
    Another unit answers it; the owner stays, and so does the promise to the citizen.

    :raises NotAllowed: unless an officer answers it, or is of the owner's unit. :raises InvalidInput: without a reason or such a unit.
    :raises NotToThem: if it is about that unit. :raises NotNow: if it is done.
    """
    request = policies.lock(request_id)
    policies.require_seer(by, request)
    _require(request, *rules.AT_WORK)
    said = _text(reason, "reason")
    _require_other_unit(request, unit)
    before, request.unit, request.ministry = request.unit, unit, reading.ministry_of(unit)
    request.acknowledged_at = request.acted_at = request.asked_at = None
    if request.case_id:
        casework.move_case(by=MACHINE, at=at, case_id=request.case_id, unit=unit)
    clocks.begin(request, at=at, answer_too=False)
    writing.go_on(request, "forwarded", rules.OPEN, at=at)
    names = {"unit_name": organizations.name_of(unit), "from": before, "to": unit}
    entry = writing.add_entry(request, "forwarded", by=by, at=at, text=said, is_public=True, **names)
    writing.record(request, "request-forwarded", by=by, at=at, details={"from": before, "to": unit})
    telling.tell_reporter(request, occasions.NEWS, at=at, key=str(entry.id), text=said)


@transaction.atomic
def ask_reporter(*, by: Actor, at: datetime, request_id: UUID, text: str) -> None:
    """
    Ask the reporter something; the clock stands still until they reply.

    :raises NotAllowed: unless an officer answers it, or is of the owner's unit. :raises NobodyToAsk: if they left no address.
    :raises NotNow: if it is done.
    """
    request = policies.lock(request_id)
    policies.require_seer(by, request)
    _require(request, *rules.AT_WORK)
    said = _text(text)
    if not telling.can_be_told(request):
        raise NobodyToAsk
    request.asked_at = request.asked_at or at
    writing.settle_clock(request, at=at)
    entry = writing.add_entry(request, "asked", by=by, at=at, text=said, is_public=True)
    writing.record(request, "reporter-asked", by=by, at=at)
    code = policies.link_for(request)
    telling.tell_reporter(request, occasions.ASKED, at=at, key=str(entry.id), text=said, code=code)


@transaction.atomic
def close_request(
    *,
    by: Actor,
    at: datetime,
    request_id: UUID,
    evidence: Literal["photo", "document", "written"],
    text: str,
    file_ids: Iterable[UUID] = (),
) -> None:
    """
    Say that it is done, and show it. The citizen is asked whether it is; until then it is not closed.

    :raises NotAllowed: as ``acknowledge_request``. :raises NotNow: if it is done. :raises InvalidInput: without a text.
    :raises NoEvidence: if what lies there is not what the category asks for.
    """
    request = _take(by, request_id, *rules.AT_WORK)
    said, wanted = _text(text), list(dict.fromkeys(file_ids))
    kinds = [each.media_type for each in documents.list_files(viewer=by, file_ids=wanted)]
    accepted = reading.category_of(request).evidence
    if len(kinds) != len(wanted) or not rules.proves(evidence, accepted=accepted, text=said, media_types=kinds):
        raise NoEvidence
    if request.state == rules.OPEN:
        _acknowledge(request, "", by=by, at=at)
    files = writing.attach(request, wanted, by=by, at=at)
    request.answered_at, request.asked_at, request.said = at, None, ""
    request.acted_at = request.acted_at or at
    request.confirm_by = at + timedelta(days=reading.plan().silence_days)
    writing.go_on(request, "answered", rules.ANSWERED, at=at)
    entry = writing.add_entry(
        request, "answered", by=by, at=at, text=said, is_public=True, evidence=evidence, files=files
    )
    writing.record(request, "request-answered", by=by, at=at, details={"evidence": evidence})
    day = telling.moment(request.confirm_by, request.language)
    code = policies.link_for(request)
    telling.tell_reporter(request, occasions.ANSWERED, at=at, key=str(entry.id), text=said, code=code, day=day)
    telling.tell_followers(entry)
    publish(
        events.RequestClosed(
            request_id=request.id, reference=request.reference, unit=request.unit, closed_at=at, confirm_by=request.confirm_by
        )
    )  # fmt: skip


@transaction.atomic
def name_subject(*, by: Actor, at: datetime, request_id: UUID, party_id: UUID) -> None:
    """
    Say which officer a complaint is about: from then on that officer neither sees nor decides it.

    :raises NotAllowed: unless an officer answers it, or is of the owner's unit. :raises NotNow: if it is no complaint about an officer.
    """
    request = policies.lock(request_id)
    policies.require_seer(by, request)
    if request.kind != "officer" or request.case_id is None:
        raise NotNow
    request.about_party_id, request.changed_at = party_id, at
    request.save(update_fields=["about_party_id", "changed_at"])
    casework.move_case(by=MACHINE, at=at, case_id=request.case_id, unit=request.unit, kept_from=[party_id])
    writing.add_entry(request, "subject-named", by=by, at=at)
    writing.record(request, "subject-named", by=by, at=at)


def _acknowledge(request: Request, text: str, *, by: Actor, at: datetime) -> None:
    request.acknowledged_at, request.asked_at = at, None
    writing.go_on(request, "acknowledged", rules.ACKNOWLEDGED, at=at)
    entry = writing.add_entry(request, "acknowledged", by=by, at=at, text=text[: rules.LONGEST_TEXT], is_public=True)
    writing.record(request, "request-acknowledged", by=by, at=at)
    due = telling.moment(request.answer_due_at, request.language)
    telling.tell_reporter(request, occasions.ACKNOWLEDGED, at=at, key=str(entry.id), text=text, due=due)
    publish(
        events.RequestAcknowledged(
            request_id=request.id, reference=request.reference, unit=request.unit, acknowledged_at=at
        )
    )


def _news(request: Request, kind: str, text: str, *, by: Actor, at: datetime) -> None:
    entry = writing.add_entry(request, kind, by=by, at=at, text=text, is_public=True)
    writing.record(request, "news-told", by=by, at=at)
    telling.tell_reporter(request, occasions.NEWS, at=at, key=str(entry.id), text=text)
    telling.tell_followers(entry)


def _take(by: Actor, request_id: UUID, *states: str) -> Request:
    request = policies.lock(request_id)
    policies.require_answerer(by, request)
    _require(request, *states)
    return request


def _require(request: Request, *states: str) -> None:
    if request.state not in states:
        raise NotNow


def _require_other_unit(request: Request, unit: str) -> None:
    try:
        organizations.get_unit(unit)
    except NotFound:
        raise InvalidInput({"unit": _("Choose the office that is to answer.")}) from None
    if unit == request.unit:
        raise InvalidInput({"unit": _("That office has it already. Choose another.")})
    if request.about_unit and unit in organizations.units_under(request.about_unit):
        raise NotToThem


def _text(text: str, field: str = "text") -> str:
    said = text.strip()
    if not 0 < len(said) <= rules.LONGEST_TEXT:
        raise InvalidInput({field: _("Write at least a word, and at most 4,000 characters.")})
    return said
