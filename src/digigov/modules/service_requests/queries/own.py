"""What a reporter sees of the own requests, signed in, by code or by the link of a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.kernel.references import parse_reference
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.catalog import queries as catalog
from digigov.modules.catalog.queries import REQUEST_SERVICE
from digigov.modules.service_requests import policies, rules
from digigov.modules.service_requests.models import Entry, Follower, Request


@dataclass(frozen=True, slots=True)
class StoryLine:
    at: datetime
    kind: str
    text: str
    values: dict[str, Any]
    by_name: str
    unit: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class OwnRequest:
    id: UUID
    reference: str
    category: str
    version: int
    name: str
    unit: str
    owner: str
    state: str
    said: str
    place: str
    district: str
    landmark: str
    latitude: float | None
    longitude: float | None
    description: str
    answers: dict[str, Any]
    opened_at: datetime
    changed_at: datetime
    acknowledge_due_at: datetime
    answer_due_at: datetime
    answered_at: datetime | None
    confirm_by: datetime | None
    reopen_until: datetime | None
    ended_at: datetime | None
    is_asked: bool
    is_public: bool
    reopened: int
    case_id: UUID | None
    story: Sequence[StoryLine] = ()


def get_own(*, viewer: Actor, at: datetime, reference: str) -> OwnRequest:
    """The viewer's own, or of whom they act for. :raises NotFound: for any other."""
    row = Request.objects.filter(reference=parse_reference(reference) or "").first()
    if row is None or not viewer.stands_for(row.reporter_id, service=REQUEST_SERVICE):
        raise NotFound
    return own_view(row)


def find_by_code(*, reference: str, code: str) -> OwnRequest | None:
    """For whoever has both; None if they do not belong together."""
    row = Request.objects.filter(reference=parse_reference(reference) or "").first()
    return own_view(row) if row is not None and policies.opens(row, code) else None


def find_by_link(token: str) -> OwnRequest:
    """For the link of a message about this closing. :raises LinkWorksNoMore: if it is not ours, too old, or of an earlier closing."""
    reference, number = policies.read_link(token)
    row = Request.objects.filter(reference=reference).first()
    if row is None or number != row.reopened:
        raise policies.LinkWorksNoMore
    return own_view(row)


@transaction.atomic
def list_requests_of(*, viewer: Actor, at: datetime, party_id: UUID, page: Page) -> PageOf[OwnRequest]:
    """
    What a person reported, newest first: for themself, and for an agent of the owner's unit, who is noted. What is about that agent's
    office, or the agent, is left out.

    :raises NotAllowed: for anybody else.
    """
    rows = Request.objects.filter(reporter_id=party_id).order_by("-opened_at", "id")
    if viewer.stands_for(party_id, service=REQUEST_SERVICE):
        return page.of(rows, lambda row: own_view(row, with_story=False))
    viewer.require(policies.ASSIST)
    hidden = [row.id for row in rows.exclude(about_unit="")[:200] if _is_kept_from(viewer, row)]
    owners = viewer.units_with(policies.ASSIST)
    if "*" not in owners:
        rows = rows.filter(owner__in=owners)
    audit.record_read(
        by=viewer, at=at, purpose=Purpose("answer-request"), subjects=[party_id], action="service_requests.listed"
    )
    return page.of(rows.exclude(id__in=hidden), lambda row: own_view(row, with_story=False))


def list_followed(*, viewer: Actor, page: Page) -> PageOf[tuple[UUID, str, str, str]]:
    """What the viewer follows: id, reference, name and state."""
    viewer.require_signed_in()
    rows = Follower.objects.filter(party_id=viewer.on_behalf_of).select_related("request").order_by("-since", "id")
    return page.of(rows, lambda f: (f.request_id, f.request.reference, _name(f.request), f.request.state))


def own_view(row: Request, *, with_story: bool = True) -> OwnRequest:
    lines = Entry.objects.filter(request=row, is_public=True).order_by("at", "id")[:200] if with_story else ()
    return OwnRequest(
        id=row.id, reference=row.reference, category=row.category, version=row.version, name=_name(row), unit=row.unit,
        owner=row.owner, state=row.state, said=row.said, place=row.place, district=row.district, landmark=row.landmark,
        latitude=row.latitude if row.is_exact else None, longitude=row.longitude if row.is_exact else None,
        description=row.description, answers=row.answers, opened_at=row.opened_at, changed_at=row.changed_at,
        acknowledge_due_at=row.acknowledge_due_at, answer_due_at=row.answer_due_at, answered_at=row.answered_at,
        confirm_by=row.confirm_by, reopen_until=row.reopen_until, ended_at=row.ended_at,
        is_asked=row.asked_at is not None and row.state in rules.AT_WORK, is_public=row.is_public,
        reopened=row.reopened, case_id=row.case_id, story=tuple(line_of(each) for each in lines),
    )  # fmt: skip


def line_of(entry: Entry) -> StoryLine:
    return StoryLine(entry.at, entry.kind, entry.text, entry.values, entry.by_name, entry.unit, entry.is_public)


def _name(row: Request) -> str:
    return catalog.get_request_category(row.category, row.version).definition.name


def _is_kept_from(viewer: Actor, row: Request) -> bool:
    try:
        policies.require_impartial(viewer, row)
    except policies.AboutYourOffice:
        return True
    return False
