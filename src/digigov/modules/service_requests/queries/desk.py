"""What officers see: the inbox with its clocks, and one request as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Q, When

from digigov.kernel.actor import ANYWHERE, Actor
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.kernel.references import parse_reference
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.catalog import queries as catalog
from digigov.modules.organizations import queries as organizations
from digigov.modules.service_requests import clocks, policies, rules
from digigov.modules.service_requests.models import Entry, Request
from digigov.modules.service_requests.queries.own import OwnRequest, StoryLine, line_of, own_view

KIND = "Q"  # of references
DUE = Case(
    When(state=rules.OPEN, then="acknowledge_due_at"),
    When(state=rules.ACKNOWLEDGED, then="act_due_at"),
    default="answer_due_at",
)


@dataclass(frozen=True, slots=True)
class InboxFilters:
    """``which``: what is to be done (``todo``), late, awaiting the citizen (``answered``), closed, or everything."""

    which: str = "todo"
    category: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class InboxLine:
    id: UUID
    reference: str
    name: str
    kind: str
    unit: str
    state: str
    place: str
    opened_at: datetime
    due_at: datetime | None
    rung: int
    reopened: int
    is_asked: bool


@dataclass(frozen=True, slots=True)
class RequestView:
    """Everything of one request. ``may_answer``: the viewer answers it; else they are of the owner's unit."""

    own: OwnRequest
    kind: str
    name_left: str
    email: str
    phone: str
    reporter_id: UUID | None
    opened_by: UUID | None
    owner_agent: UUID | None
    about_unit: str
    about_party_id: UUID | None
    channel: str
    language: str
    due_at: datetime | None
    act_due_at: datetime
    acknowledged_at: datetime | None
    acted_at: datetime | None
    rung: int
    public_text: str
    may_be_public: bool
    evidence: tuple[str, ...]
    may_answer: bool
    can_be_asked: bool
    followers: int
    story: Sequence[StoryLine]


def list_inbox(*, viewer: Actor, at: datetime, filters: InboxFilters, page: Page) -> PageOf[InboxLine]:
    """
    What the viewer's posts let them answer or own, what is due first at the top; without what is about them or where they sit.

    :raises NotAllowed: unless the viewer answers or owns requests anywhere.
    """
    rows = Request.objects.filter(_of(viewer) & ~_kept_from(viewer) & _which(filters, at))
    if filters.category:
        rows = rows.filter(category=filters.category)
    if reference := parse_reference(filters.text):
        rows = rows.filter(reference=reference)
    elif filters.text:
        rows = rows.filter(Q(place__icontains=filters.text) | Q(district__icontains=filters.text))
    due_first = DUE if filters.which in ("todo", "late") else "-changed_at"
    return page.of(rows.order_by(due_first, "id"), _line)


def count_inbox(*, viewer: Actor, at: datetime) -> dict[str, int]:
    """How many wait, are late, and await the citizen."""
    rows = Request.objects.filter(_of(viewer) & ~_kept_from(viewer))
    return {each: rows.filter(_which(InboxFilters(each), at)).count() for each in ("todo", "late", "answered")}


@transaction.atomic
def get_request(*, viewer: Actor, at: datetime, reference: str, purpose: Purpose) -> RequestView:
    """
    One request for an officer who answers it or is of the owner's unit; notes who looked.

    :raises NotFound: if there is none. :raises NotAllowed: for other officers. :raises AboutYourOffice: if it is about them.
    """
    row = Request.objects.filter(reference=parse_reference(reference) or "").first()
    if row is None:
        raise NotFound
    policies.require_seer(viewer, row)
    audit.record_read(
        by=viewer, at=at, purpose=Purpose(purpose.code, row.case_id), subjects=[row.reporter_id or row.id],
        action="service_requests.read",
    )  # fmt: skip
    lines = Entry.objects.filter(request=row).order_by("at", "id")[:300]
    category = catalog.get_request_category(row.category, row.version).definition
    return RequestView(
        own=own_view(row, with_story=False), kind=row.kind, name_left=row.name, email=row.email, phone=row.phone,
        reporter_id=row.reporter_id, opened_by=row.opened_by, owner_agent=row.owner_agent, about_unit=row.about_unit,
        about_party_id=row.about_party_id, channel=row.channel, language=row.language, due_at=clocks.due_of(row),
        act_due_at=row.act_due_at, acknowledged_at=row.acknowledged_at, acted_at=row.acted_at, rung=row.rung,
        public_text=row.public_text, may_be_public=category.public, evidence=category.evidence,
        may_answer=policies.answers(viewer, row), can_be_asked=bool(row.reporter_id or row.email or row.phone),
        followers=row.followers.count(), story=tuple(line_of(each) for each in lines),
    )  # fmt: skip


def find_reference(case_reference: str) -> str | None:
    """The request that has this reference, if it is one."""
    known = parse_reference(case_reference)
    return known if known and known[0] == KIND and Request.objects.filter(reference=known).exists() else None


def _of(viewer: Actor) -> Q:
    if viewer.kind != "officer":
        raise NotAllowed
    answers, owns = viewer.units_with(policies.ANSWER), viewer.units_with(policies.ASSIST)
    if not (answers or owns):
        raise NotAllowed
    if ANYWHERE in answers | owns:
        return Q()
    return Q(unit__in=answers) | Q(owner__in=owns)


def _kept_from(viewer: Actor) -> Q:
    found = Q(pk__in=[])
    if viewer.party_id is not None:
        tied = organizations.relatives_of(viewer.party_id) | {viewer.party_id}
        found |= Q(reporter_id__in=tied, reporter_id__isnull=False)
        found |= Q(about_party_id__in=tied, about_party_id__isnull=False)
    if viewer.office:
        found |= Q(about_unit__in=_line_above(viewer.office)) & ~Q(about_unit="")
    return found


def _line_above(unit: str) -> tuple[str, ...]:
    """The unit and those above it: what is about one of them is about where the officer sits."""
    found: list[str] = []
    code: str | None = unit
    while code is not None and code not in found:
        try:
            parent = organizations.get_unit(code).parent
        except NotFound:
            break
        found.append(code)
        code = parent
    return tuple(found)


def _which(filters: InboxFilters, at: datetime) -> Q:
    if filters.which == "late":
        late = Q(state=rules.OPEN, acknowledge_due_at__lt=at) | Q(state=rules.ACKNOWLEDGED, act_due_at__lt=at)
        return (late | Q(state=rules.IN_HAND, answer_due_at__lt=at)) & Q(asked_at=None)
    if filters.which in (rules.ANSWERED, rules.CLOSED):
        return Q(state=filters.which)
    return Q(state__in=rules.AT_WORK) if filters.which == "todo" else Q()


def _line(row: Request) -> InboxLine:
    name = catalog.get_request_category(row.category, row.version).definition.name
    return InboxLine(
        row.id, row.reference, name, row.kind, row.unit, row.state, ", ".join(t for t in (row.place, row.district) if t),
        row.opened_at, clocks.due_of(row), row.rung, row.reopened, row.asked_at is not None,
    )  # fmt: skip
