"""Posts and who holds them, for whoever manages staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from digigov.kernel.actor import ANYWHERE, Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.organizations import policies
from digigov.modules.organizations.models import Assignment, Post, Role, Unit
from digigov.modules.organizations.queries.units import UnitView, unit_view

OWN_FIRST = (F("standing_in_for").asc(nulls_first=True), "starts_at")  # the holder, then whoever stands in


@dataclass(frozen=True, slots=True)
class Holding:
    """Somebody in a post, now or from a day to come."""

    assignment_id: UUID
    party_id: UUID
    starts_at: datetime
    ends_at: datetime | None
    stands_in: bool

    @property
    def last_on(self) -> date | None:
        """The last day on which it counts; what ends at midnight ends with the day before."""
        return local_date(self.ends_at - timedelta(microseconds=1)) if self.ends_at else None


@dataclass(frozen=True, slots=True)
class PostView:
    id: UUID
    title: str
    unit: str
    role: str
    role_name: str
    may_change: bool  # the viewer stands above it, and gives it and takes it back
    holdings: tuple[Holding, ...]

    @property
    def holder(self) -> Holding | None:
        return next((holding for holding in self.holdings if not holding.stands_in), None)


def list_units_managed(*, viewer: Actor, page: Page) -> PageOf[UnitView]:
    """The units whose staff the viewer manages. :raises NotAllowed: if there are none."""
    viewer.require(policies.MANAGE_STAFF)
    units = viewer.units_with(policies.MANAGE_STAFF)
    rows = Unit.objects.filter(is_current=True).select_related("parent").order_by("place")
    return page.of(rows if ANYWHERE in units else rows.filter(code__in=units), unit_view)


def list_posts(*, viewer: Actor, at: datetime, unit: str, page: Page) -> PageOf[PostView]:
    """
    The posts of a unit and of those under it, with who holds them now and later.

    :raises NotAllowed: unless the viewer manages the staff of that unit.
    """
    viewer.require(policies.MANAGE_STAFF, unit=unit)
    path = Unit.objects.filter(code=unit).values_list("path", flat=True).first() or "-"
    rows = _posts(at).filter(unit__path__startswith=path)
    line = policies.line_of(viewer)
    return page.of(rows.order_by("unit__place", "title", "id"), lambda post: _view(post, line))


def list_vacant_posts(*, viewer: Actor, at: datetime, page: Page) -> PageOf[PostView]:
    """Posts that nobody holds now or later, of those that the viewer gives."""
    viewer.require(policies.MANAGE_STAFF)
    line = policies.line_of(viewer)
    held = Assignment.objects.filter(post_id=OuterRef("id"), standing_in_for=None).filter(_not_ended(at))
    rows = _posts(at).filter(line.posts(), ~Exists(held)).order_by("unit__place", "title", "id")
    return page.of(rows, lambda post: _view(post, line))


def get_post(*, viewer: Actor, at: datetime, post_id: UUID) -> PostView:
    """:raises NotFound: if there is none. :raises NotAllowed: unless the viewer manages the staff of its unit."""
    post = _posts(at).filter(id=post_id).first()
    if post is None:
        viewer.require(policies.MANAGE_STAFF)
        raise NotFound
    viewer.require(policies.MANAGE_STAFF, unit=post.unit.code)
    return _view(post, policies.line_of(viewer))


def find_title(*, party_id: UUID, unit: str, at: datetime) -> str:
    """What the post is called that somebody held in a unit at a moment; empty if none."""
    held = Assignment.objects.filter(_not_ended(at), party_id=party_id, starts_at__lte=at, post__unit__code=unit)
    return held.order_by(*OWN_FIRST).values_list("post__title", flat=True).first() or ""


def list_roles(*, viewer: Actor) -> tuple[tuple[str, str], ...]:
    """Code and name of every role whose posts the viewer gives somewhere, by name."""
    line = policies.line_of(viewer)
    rows = Role.objects.filter(is_current=True).order_by("name", "code")
    return tuple((rows if line.whole_units else rows.filter(code__in=line.below)).values_list("code", "name"))


def parties_in(posts: Iterable[PostView]) -> frozenset[UUID]:
    """Everyone who sits in these posts."""
    return frozenset(holding.party_id for post in posts for holding in post.holdings)


def _posts(at: datetime) -> Any:
    sitting = Assignment.objects.filter(_not_ended(at)).order_by(*OWN_FIRST)
    return (
        Post.objects.filter(abolished_at=None)
        .select_related("unit", "role")
        .prefetch_related(Prefetch("assignments", sitting, to_attr="sitting"))
    )


def _not_ended(at: datetime) -> Q:
    return Q(ends_at=None) | Q(ends_at__gt=at)


def _view(post: Any, line: policies.Line) -> PostView:
    return PostView(
        id=post.id,
        title=post.title,
        unit=post.unit.code,
        role=post.role.code,
        role_name=post.role.name,
        may_change=line.holds(role=post.role.code, unit=post.unit.code),
        holdings=tuple(
            Holding(each.id, each.party_id, each.starts_at, each.ends_at, each.standing_in_for is not None)
            for each in post.sitting
        ),
    )
