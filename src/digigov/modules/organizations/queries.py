"""What can be asked: rights at a moment, names, offices, working days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q

from digigov.kernel.actor import ANYWHERE, Grant
from digigov.kernel.clock import local_zone
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.organizations.definitions import Calendar
from digigov.modules.organizations.models import Assignment, CalendarEdition, Office, Relative, Unit
from digigov.modules.organizations.rules import WorkingDays

SUPERVISE = "supervise"  # "supervise:<role>" is granted by a role's ``supervises``


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody's posts let them do now. Roles and grants are written out for every unit under the post's own."""

    roles: frozenset[tuple[str, str]] = frozenset()
    grants: frozenset[Grant] = frozenset()
    office: str = ""
    title: str = ""

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)


@dataclass(frozen=True, slots=True)
class UnitView:
    code: str
    name: str
    kind: str
    parent: str | None
    email: str
    phone: str
    standing: str


@dataclass(frozen=True, slots=True)
class OfficeView:
    code: str
    name: str
    unit: str
    address: str
    district: str
    latitude: float | None
    longitude: float | None
    hours: tuple[dict[str, Any], ...]
    standing: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a role now; ``stands_in`` when for an absent colleague."""

    party_id: UUID
    title: str
    unit: str
    stands_in: bool


def standing_of(party_id: UUID, at: datetime) -> Standing:
    """The rights that follow from the posts held at that moment. Two queries, one when there is no post."""
    held = list(_held(at).filter(party_id=party_id).select_related("post__unit", "post__role").order_by("starts_at"))
    if not held:
        return Standing()
    under = Q()
    for path in {assignment.post.unit.path for assignment in held}:
        under |= Q(path__startswith=path)
    units = list(Unit.objects.filter(under).values_list("code", "path"))

    roles, grants = set(), set()
    for assignment in held:
        role, path = assignment.post.role, assignment.post.unit.path
        permissions = [*role.permissions, *(f"{SUPERVISE}:{each}" for each in role.supervises)]
        places = [ANYWHERE] if role.everywhere else [code for code, under_path in units if under_path.startswith(path)]
        for place in places:
            roles.add((role.code, place))
            grants.update(Grant(permission, place) for permission in permissions)
    own = next((each for each in held if each.standing_in_for is None), held[0])
    return Standing(frozenset(roles), frozenset(grants), own.post.unit.code, own.post.title)


def list_holders(*, role: str, unit: str, at: datetime) -> tuple[Holder, ...]:
    """Everyone who holds the role in that unit or in one above it, stand-ins last. Who holds a role is never many."""
    path = Unit.objects.filter(code=unit).values_list("path", flat=True).first()
    if path is None:
        return ()
    rows = (
        _held(at)
        .filter(post__role__code=role, post__unit__code__in=path.strip("/").split("/"))
        .select_related("post__unit")
        .order_by("-post__unit__path", "starts_at", "id")
    )
    found = [Holder(r.party_id, r.post.title, r.post.unit.code, r.standing_in_for is not None) for r in rows[:200]]
    return tuple(sorted(found, key=lambda holder: holder.stands_in))


def name_of(code: str, on: date | None = None) -> str:
    """What a unit is, or was on a day, called. :raises NotFound: if there is no such unit."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise NotFound
    return _name(unit.names, on)


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """What these units are called today; one query."""
    return {code: _name(names) for code, names in Unit.objects.filter(code__in=set(codes)).values_list("code", "names")}


def list_ministries() -> tuple[UnitView, ...]:
    """The ministries, in the order of the definition."""
    return tuple(_unit(u) for u in Unit.objects.filter(kind="ministry", is_current=True).order_by("place"))


def list_departments(ministry: str) -> tuple[UnitView, ...]:
    """What lies directly under a unit, in the order of the definition."""
    rows = Unit.objects.filter(parent__code=ministry, is_current=True).select_related("parent").order_by("place")
    return tuple(_unit(u) for u in rows)


def get_unit(code: str) -> UnitView:
    """:raises NotFound: if there is no such unit."""
    unit = Unit.objects.filter(code=code).select_related("parent").first()
    if unit is None:
        raise NotFound
    return _unit(unit)


def units_under(code: str) -> frozenset[str]:
    """The unit itself and every unit below it; empty if there is no such unit."""
    path = Unit.objects.filter(code=code).values_list("path", flat=True).first()
    return frozenset(Unit.objects.filter(path__startswith=path).values_list("code", flat=True)) if path else frozenset()


def list_offices(*, page: Page, unit: str | None = None, codes: Iterable[str] | None = None) -> PageOf[OfficeView]:
    """Offices by name: all, those of a unit and of what lies under it, or those with these codes."""
    rows = Office.objects.filter(is_current=True).select_related("unit").order_by("name", "code")
    if unit is not None:
        rows = rows.filter(unit__code__in=units_under(unit))
    if codes is not None:
        rows = rows.filter(code__in=set(codes))
    return page.of(rows, _office)


def get_office(code: str) -> OfficeView:
    """:raises NotFound: if there is no such office."""
    office = Office.objects.filter(code=code).select_related("unit").first()
    if office is None:
        raise NotFound
    return _office(office)


def relatives_of(party_id: UUID) -> frozenset[UUID]:
    """Everyone whom this person has declared as a relative, or who has declared this person."""
    rows = Relative.objects.filter(Q(party_id=party_id) | Q(relative_id=party_id))
    return frozenset(other if one == party_id else one for one, other in rows.values_list("party_id", "relative_id"))


def working_days() -> WorkingDays:
    """The calendar that is in force. :raises NotFound: if no pack was loaded."""
    newest = CalendarEdition.objects.order_by("-loaded_at", "-id").values_list("id", flat=True).first()
    if newest is None:
        raise NotFound
    return _working_days(newest)


def deadline_after(at: datetime, working_days_ahead: int) -> datetime:
    """The end of the office day (16:30 local time), so many working days after that moment."""
    return working_days().deadline_after(at, working_days_ahead, zone=local_zone())


@lru_cache(maxsize=4)
def _working_days(edition_id: UUID) -> WorkingDays:
    """An edition never changes, so each process reads it once."""
    edition = CalendarEdition.objects.get(id=edition_id)
    return WorkingDays(Calendar.model_validate(edition.definition))


def _held(at: datetime) -> Any:
    return Assignment.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        Q(post__abolished_at=None) | Q(post__abolished_at__gt=at),
        starts_at__lte=at,
    )


def _name(names: list[list[str]], on: date | None = None) -> str:
    day = on.isoformat() if on else "9999"
    return [name for since, name in names if since <= day][-1] if names[0][0] <= day else names[0][1]


def _unit(unit: Unit) -> UnitView:
    parent = unit.parent.code if unit.parent_id else None
    return UnitView(unit.code, _name(unit.names), unit.kind, parent, unit.email, unit.phone, unit.standing)


def _office(office: Office) -> OfficeView:
    return OfficeView(
        code=office.code,
        name=office.name,
        unit=office.unit.code,
        address=office.address,
        district=office.district,
        latitude=office.latitude,
        longitude=office.longitude,
        hours=tuple(office.hours),
        standing=office.standing,
    )
