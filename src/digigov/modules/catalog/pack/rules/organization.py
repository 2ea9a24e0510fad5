"""Second pass: who government is, and when it works."""

import calendar as months
import re
from collections.abc import Iterator
from datetime import date

from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack


def government(pack: LoadedPack):
    return pack.files["organizations.yaml"]


@rule("organization/twice", "the code '{code}' is given twice", scope="pack")
def twice(pack: LoadedPack) -> Iterator[Hit]:
    """A code names one organisation, office or role for ever."""
    for part in ("organizations", "offices", "roles"):
        seen = set()
        for number, each in enumerate(getattr(pack.organizations, part)):
            if each.code in seen:
                yield at(government(pack), part, number, "code", code=each.code)
            seen.add(each.code)


@rule("organization/parent-unknown", "no organisation has the code '{parent}'", scope="pack")
def parent_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Rights and lists follow the tree of organisations."""
    codes = {each.code for each in pack.organizations.organizations}
    for number, each in enumerate(pack.organizations.organizations):
        if each.parent and each.parent not in codes:
            yield at(government(pack), "organizations", number, "parent", parent=each.parent)


@rule("organization/no-ministry", "'{code}' stands under no ministry", scope="pack")
def no_ministry(pack: LoadedPack) -> Iterator[Hit]:
    """Every service is found under a ministry."""
    for number, each in enumerate(pack.organizations.organizations):
        if each.kind != "ministry" and not each.parent:
            yield at(government(pack), "organizations", number, code=each.code)


@rule("organization/ministry-below", "'{code}' is a ministry and stands under '{parent}'", scope="pack")
def ministry_below(pack: LoadedPack) -> Iterator[Hit]:
    """A ministry has no organisation above it."""
    for number, each in enumerate(pack.organizations.organizations):
        if each.kind == "ministry" and each.parent:
            yield at(government(pack), "organizations", number, "parent", code=each.code, parent=each.parent)


@rule("organization/circle", "'{code}' stands under itself", scope="pack")
def circle(pack: LoadedPack) -> Iterator[Hit]:
    """The tree would never end."""
    parents = {each.code: each.parent for each in pack.organizations.organizations}
    for number, each in enumerate(pack.organizations.organizations):
        seen, above = set(), each.parent
        while above and above not in seen and above != each.code:
            seen.add(above)
            above = parents.get(above)
        if above == each.code:
            yield at(government(pack), "organizations", number, "parent", code=each.code)


@rule("organization/names-undated", "the names of '{code}' need dates from the second one on, in order", scope="pack")
def names_undated(pack: LoadedPack) -> Iterator[Hit]:
    """Which of the names holds today would be a guess."""
    for number, each in enumerate(pack.organizations.organizations):
        dates = [name.since or "" for name in each.names]
        if dates != sorted(dates) or "" in dates[1:] or len(set(dates)) < len(dates):
            yield at(government(pack), "organizations", number, "names", code=each.code)


@rule("organization/date", "'{since}' is no date such as 2016, 2016-06 or 2016-06-07", scope="pack")
def name_date(pack: LoadedPack) -> Iterator[Hit]:
    """Dated names are compared as dates."""
    for number, each in enumerate(pack.organizations.organizations):
        for place, name in enumerate(each.names):
            if name.since and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", name.since):
                yield at(government(pack), "organizations", number, "names", place, "since", since=name.since)


@rule("organization/phone", "'{phone}' is no phone number such as +17584684977 or 311", scope="pack")
def phone(pack: LoadedPack) -> Iterator[Hit]:
    """A number that cannot be dialled from a page."""
    for number, each in enumerate(pack.organizations.organizations):
        if each.phone and not re.fullmatch(r"\+\d{7,15}|\d{3}", each.phone):
            yield at(government(pack), "organizations", number, "phone", phone=each.phone)


@rule("office/organization-unknown", "no organisation has the code '{organization}'", scope="pack")
def office_organization(pack: LoadedPack) -> Iterator[Hit]:
    """An office belongs to somebody."""
    codes = {each.code for each in pack.organizations.organizations}
    for number, each in enumerate(pack.organizations.offices):
        if each.organization not in codes:
            yield at(government(pack), "offices", number, "organization", organization=each.organization)


@rule("office/hours", "the office closes at {closes}, before it opens at {opens}", scope="pack")
def office_hours(pack: LoadedPack) -> Iterator[Hit]:
    """No appointment would ever be free."""
    for number, each in enumerate(pack.organizations.offices):
        for place, hours in enumerate(each.hours):
            if hours.closes <= hours.opens:
                values = {"opens": hours.opens, "closes": hours.closes}
                yield at(government(pack), "offices", number, "hours", place, **values)


@rule("office/day-twice", "'{day}' stands twice in the hours of '{code}'", scope="pack")
def office_day_twice(pack: LoadedPack) -> Iterator[Hit]:
    """Slots would be offered twice."""
    for number, each in enumerate(pack.organizations.offices):
        seen: list[tuple[str, str, str]] = []
        for place, hours in enumerate(each.hours):
            for day in hours.days:
                if any(d == day and hours.opens < closes and opens < hours.closes for d, opens, closes in seen):
                    yield at(government(pack), "offices", number, "hours", place, day=day, code=each.code)
                seen.append((day, hours.opens, hours.closes))


@rule("office/place", "half a place: '{code}' needs both latitude and longitude, and both on the globe", scope="pack")
def office_place(pack: LoadedPack) -> Iterator[Hit]:
    """The map could not show it."""
    for number, each in enumerate(pack.organizations.offices):
        pair = (each.latitude, each.longitude)
        if (None in pair and pair != (None, None)) or abs(each.latitude or 0) > 90 or abs(each.longitude or 0) > 180:
            yield at(government(pack), "offices", number, code=each.code)


@rule("role/supervises-unknown", "no role has the code '{role}'", scope="pack")
def supervises_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """An escalation that reaches nobody."""
    codes = {each.code for each in pack.organizations.roles}
    for number, each in enumerate(pack.organizations.roles):
        for place, role in enumerate(each.supervises):
            if role not in codes:
                yield at(government(pack), "roles", number, "supervises", place, role=role)


@rule("role/appoints-unknown", "no role has the code '{role}'", scope="pack")
def appoints_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Posts that nobody would give."""
    codes = {each.code for each in pack.organizations.roles}
    for number, each in enumerate(pack.organizations.roles):
        for place, role in enumerate(each.appoints or ()):
            if role not in codes:
                yield at(government(pack), "roles", number, "appoints", place, role=role)


@rule("role/above-itself", "'{code}' gives posts to those who stand above it, or beside it", scope="pack")
def above_itself(pack: LoadedPack) -> Iterator[Hit]:
    """Two would take each other's posts back."""
    below = {each.code: each.below for each in pack.organizations.roles}
    for number, each in enumerate(pack.organizations.roles):
        seen: set[str] = set()
        ahead = list(each.below)
        while ahead:
            if (role := ahead.pop()) not in seen:
                seen.add(role)
                ahead += below.get(role, ())
        if each.code in seen:
            yield at(government(pack), "roles", number, "code", code=each.code)


@rule("role/reserved", "'{code}' is a word that workflows use for somebody else", scope="pack")
def role_reserved(pack: LoadedPack) -> Iterator[Hit]:
    """``applicant`` and ``system`` are no posts."""
    for number, each in enumerate(pack.organizations.roles):
        if each.code in ("applicant", "system"):
            yield at(government(pack), "roles", number, "code", code=each.code)


@rule("calendar/no-such-day", "there is no day {day} in month {month}", scope="pack")
def no_such_day(pack: LoadedPack) -> Iterator[Hit]:
    """A holiday that never comes."""
    for number, each in enumerate(pack.calendar.fixed):
        if each.day > months.monthrange(2024, each.month)[1]:
            yield at(pack.files["calendar.yaml"], "fixed", number, day=each.day, month=each.month)


@rule("calendar/moving", "'{name}' needs either easter_plus, or month, weekday and nth together", scope="pack")
def moving(pack: LoadedPack) -> Iterator[Hit]:
    """Its day could not be computed."""
    for number, each in enumerate(pack.calendar.moving):
        by_month = [each.month, each.weekday, each.nth]
        if (each.easter_plus is None) == (None in by_month) or (each.easter_plus is not None and any(by_month)):
            yield at(pack.files["calendar.yaml"], "moving", number, name=each.name)


@rule("calendar/extra-date", "'{on}' is no date such as 2026-12-24", scope="pack")
def extra_date(pack: LoadedPack) -> Iterator[Hit]:
    """A proclaimed day that never comes."""
    for number, each in enumerate(pack.calendar.extra):
        try:
            date.fromisoformat(each.on)
        except ValueError:
            yield at(pack.files["calendar.yaml"], "extra", number, "on", on=each.on)


@rule("calendar/weekend", "{day} is no day of the week: 0 is Monday, 6 is Sunday", scope="pack")
def weekend(pack: LoadedPack) -> Iterator[Hit]:
    """Every day would be a working day, or none."""
    for number, day in enumerate(pack.calendar.weekend):
        if not 0 <= day <= 6:
            yield at(pack.files["calendar.yaml"], "weekend", number, day=day)
