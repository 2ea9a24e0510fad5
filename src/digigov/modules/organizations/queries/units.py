"""What can be asked: rights at a moment, names, offices, working days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Subquery

from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.organizations.models import Office, Unit


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
    kind: str
    address: str
    district: str
    latitude: float | None
    longitude: float | None
    hours: tuple[dict[str, Any], ...]
    standing: str


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
    return tuple(unit_view(u) for u in Unit.objects.filter(kind="ministry", is_current=True).order_by("place"))


def list_departments(ministry: str) -> tuple[UnitView, ...]:
    """What lies directly under a unit, in the order of the definition."""
    rows = Unit.objects.filter(parent__code=ministry, is_current=True).select_related("parent").order_by("place")
    return tuple(unit_view(u) for u in rows)


def get_unit(code: str) -> UnitView:
    """:raises NotFound: if there is no such unit."""
    return get_units([code])[code]


def get_units(codes: Iterable[str]) -> dict[str, UnitView]:
    """Several by their codes; one query. :raises NotFound: if there is no such unit among them."""
    wanted = set(codes)
    found = {unit.code: unit_view(unit) for unit in Unit.objects.filter(code__in=wanted).select_related("parent")}
    if found.keys() != wanted:
        raise NotFound
    return found


def units_under(code: str) -> frozenset[str]:
    """The unit itself and every unit below it; empty if there is no such unit."""
    path = Unit.objects.filter(code=code).values_list("path", flat=True).first()
    return frozenset(Unit.objects.filter(path__startswith=path).values_list("code", flat=True)) if path else frozenset()


def list_offices(
    *, page: Page, unit: str | None = None, codes: Iterable[str] | None = None, kind: str | None = None
) -> PageOf[OfficeView]:
    """Offices by name: all, those of a unit and of what lies under it, those with these codes, or those of a kind."""
    rows = Office.objects.filter(is_current=True).select_related("unit").order_by("name", "code")
    if unit is not None:
        top = Unit.objects.filter(code=unit).values("path")[:1]
        rows = rows.filter(unit__path__startswith=Subquery(top))
    if codes is not None:
        rows = rows.filter(code__in=set(codes))
    if kind is not None:
        rows = rows.filter(kind=kind)
    return page.of(rows, _office)


def get_office(code: str) -> OfficeView:
    """:raises NotFound: if there is no such office."""
    office = Office.objects.filter(code=code).select_related("unit").first()
    if office is None:
        raise NotFound
    return _office(office)


def _name(names: list[list[str]], on: date | None = None) -> str:
    day = on.isoformat() if on else "9999"
    return [name for since, name in names if since <= day][-1] if names[0][0] <= day else names[0][1]


def unit_view(unit: Unit) -> UnitView:
    parent = unit.parent.code if unit.parent else None
    return UnitView(unit.code, _name(unit.names), unit.kind, parent, unit.email, unit.phone, unit.standing)


def _office(office: Office) -> OfficeView:
    return OfficeView(
        code=office.code,
        name=office.name,
        unit=office.unit.code,
        kind=office.kind,
        address=office.address,
        district=office.district,
        latitude=office.latitude,
        longitude=office.longitude,
        hours=tuple(office.hours),
        standing=office.standing,
    )
