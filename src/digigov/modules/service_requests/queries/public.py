"""What everybody may see: no person, none of the reporter's words, only categories that are public."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.kernel.references import parse_reference
from digigov.modules.catalog import queries as catalog
from digigov.modules.service_requests import rules
from digigov.modules.service_requests.models import Entry, Request

MOST_POINTS = 500
MOST_NEAR = 10
TOLD = ("acknowledged", "acted", "news", "answered", "said-yes", "said-silent", "reopened", "forwarded")
WITH_TEXT = ("acted", "news", "answered")  # officers' words, which whoever follows is told too


@dataclass(frozen=True, slots=True)
class PublicFilters:
    """``state``: open, answered or closed as people say it; ``district`` a place; ``days`` since it was reported."""

    category: str = ""
    group: str = ""
    state: str = ""
    district: str = ""
    days: int = 90
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublicRequest:
    id: UUID
    reference: str
    category: str
    version: int
    name: str
    group_name: str
    unit: str
    state: str
    place: str
    district: str
    latitude: float | None
    longitude: float | None
    is_exact: bool
    text: str
    opened_at: datetime
    changed_at: datetime
    answered_at: datetime | None
    due_at: datetime
    followers: int = 0
    meters: int | None = None
    story: Sequence[tuple[datetime, str, str]] = field(default=())


def get_public(reference: str) -> PublicRequest:
    """One, with its story in officers' words. :raises NotFound: if it is not there, or not public."""
    row = _rows().filter(reference=parse_reference(reference) or "").first()
    if row is None:
        raise NotFound
    lines = Entry.objects.filter(request=row, kind__in=TOLD, is_public=True).order_by("at", "id")[:200]
    story = [(each.at, each.kind, each.text if each.kind in WITH_TEXT else "") for each in lines]
    return _public(row, story=story)


def list_public(*, at: datetime, filters: PublicFilters, page: Page) -> PageOf[PublicRequest]:
    """Newest first."""
    return page.of(_wanted(at, filters).order_by("-opened_at", "id"), _public)


def list_points(*, at: datetime, filters: PublicFilters) -> tuple[PublicRequest, ...]:
    """The newest that have a place, for a map: never more than it can show."""
    rows = _wanted(at, filters).exclude(latitude=None).order_by("-opened_at", "id")
    return tuple(_public(row) for row in rows[:MOST_POINTS])


def list_nearby(
    *, at: datetime, category: str, latitude: float, longitude: float, meters: int | None = None
) -> tuple[PublicRequest, ...]:
    """What may be the same thing: of the category, not closed, near and young enough; the nearest first."""
    alike = catalog.get_request_category(category).definition.alike
    if alike is None:
        return ()
    reach = meters or alike.meters
    up, across = rules.degrees_of(reach, latitude=latitude)
    rows = _rows().filter(
        category=category, latitude__range=(latitude - up, latitude + up),
        longitude__range=(longitude - across, longitude + across),
        opened_at__gte=at - timedelta(days=alike.days),
    ).exclude(state=rules.CLOSED)  # fmt: skip
    here = (latitude, longitude)
    found = [(rules.meters(here, (row.latitude or 0, row.longitude or 0)), row) for row in rows[:200]]
    near = sorted((each for each in found if each[0] <= reach), key=lambda each: each[0])
    return tuple(_public(row, meters=round(far)) for far, row in near[:MOST_NEAR])


def _rows() -> QuerySet[Request]:
    return Request.objects.filter(is_public=True).annotate(follows=Count("followers"))


def _wanted(at: datetime, filters: PublicFilters) -> QuerySet[Request]:
    since = filters.since or at - timedelta(days=filters.days)
    found = Q(opened_at__gte=since)
    if filters.until is not None:
        found &= Q(opened_at__lte=filters.until)
    if filters.category:
        found &= Q(category=filters.category)
    if filters.group:
        codes = [each.id for each in catalog.list_request_categories() if each.group == filters.group]
        found &= Q(category__in=codes)
    if filters.state == "open":
        found &= Q(state__in=rules.AT_WORK)
    elif filters.state:
        found &= Q(state=filters.state)
    if filters.district:
        found &= Q(district=filters.district)
    return _rows().filter(found)


def _public(
    row: Request, *, meters: int | None = None, story: Sequence[tuple[datetime, str, str]] = ()
) -> PublicRequest:
    category = catalog.get_request_category(row.category, row.version)
    return PublicRequest(
        id=row.id, reference=row.reference, category=row.category, version=row.version, name=category.definition.name,
        group_name=category.group_name, unit=row.unit, state=row.state, place=row.place, district=row.district,
        latitude=None if row.latitude is None else round(row.latitude, 4),
        longitude=None if row.longitude is None else round(row.longitude, 4), is_exact=row.is_exact,
        text=row.public_text, opened_at=row.opened_at, changed_at=row.changed_at, answered_at=row.answered_at,
        due_at=row.answer_due_at, followers=getattr(row, "follows", 0), meters=meters, story=story,
    )  # fmt: skip
