"""Units, posts and officers for the tests of other rooms."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import local_date
from digigov.kernel.ids import new_id
from digigov.modules.organizations import commands, queries
from digigov.modules.organizations.definitions import Calendar, Organizations

LONG_AGO = datetime(2025, 1, 6, 12, tzinfo=UTC)

ORGANIZATIONS = {
    "organizations": [
        {"code": "home-affairs", "kind": "ministry", "names": [{"name": "Ministry of Home Affairs"}]},
        {"code": "police", "kind": "department", "parent": "home-affairs", "names": [{"name": "Police Force"}]},
        {"code": "police-records", "kind": "department", "parent": "police", "names": [{"name": "Criminal Records"}]},
        {"code": "finance", "kind": "ministry", "names": [{"name": "Ministry of Finance"}]},
        {"code": "treasury", "kind": "department", "parent": "finance", "names": [{"name": "Treasury"}]},
    ],
    "offices": [
        {
            "code": "police-records-office",
            "name": "Criminal Records Office",
            "organization": "police-records",
            "address": "Bridge Street, Castries",
            "district": "Castries",
            "hours": [{"days": ["mon", "tue", "wed", "thu", "fri"], "opens": "08:00", "closes": "16:30"}],
        },
        {
            "code": "treasury-kiosk",
            "name": "Kiosk of the Treasury",
            "organization": "treasury",
            "kind": "kiosk",
            "address": "Bridge Street, Castries",
            "district": "Castries",
        },
    ],
    "roles": [
        {"code": "records-clerk", "name": "Records clerk", "permissions": ["catalog.see"]},
        {"code": "inspector", "name": "Inspector", "permissions": ["catalog.see"]},
        {
            "code": "records-supervisor",
            "name": "Supervisor of records",
            "permissions": ["staff.manage", "casework.supervise"],
            "supervises": ["records-clerk"],
            "appoints": ["records-clerk", "inspector"],
        },
        {"code": "cashier", "name": "Cashier", "permissions": ["counter.assist"]},
    ],
}

CALENDAR = {
    "fixed": [
        {"name": "New Year's Day", "month": 1, "day": 1},
        {"name": "New Year's Holiday", "month": 1, "day": 2},
        {"name": "Independence Day", "month": 2, "day": 22},
        {"name": "Labour Day", "month": 5, "day": 1},
        {"name": "Emancipation Day", "month": 8, "day": 1},
        {"name": "National Day", "month": 12, "day": 13},
        {"name": "Christmas Day", "month": 12, "day": 25},
        {"name": "Boxing Day", "month": 12, "day": 26},
    ],
    "moving": [
        {"name": "Good Friday", "easter_plus": -2},
        {"name": "Easter Monday", "easter_plus": 1},
        {"name": "Whit Monday", "easter_plus": 50},
        {"name": "Corpus Christi", "easter_plus": 60},
        {"name": "Thanksgiving Day", "month": 10, "weekday": 0, "nth": 1},
    ],
    "sunday_moves_to_monday": True,
    "source": "test",
    "standing": "assumed",
}


def make_organizations(**changes: Any) -> None:
    """Two ministries with departments, an office and four roles; and the country's calendar."""
    definition = Organizations.model_validate({**ORGANIZATIONS, **changes})
    commands.load_organizations(by=system("test"), at=LONG_AGO, definition=definition)
    commands.load_calendar(by=system("test"), at=LONG_AGO, definition=Calendar.model_validate(CALENDAR))


def make_post(*, unit: str = "police-records", role: str = "records-clerk", title: str = "Clerk") -> UUID:
    return commands.create_post(by=system("test"), at=LONG_AGO, unit=unit, role=role, title=title)


def make_holder(
    *, party_id: UUID | None = None, at: datetime = LONG_AGO, ends_on: date | None = None, **post: str
) -> UUID:
    """Somebody (a party's id) who holds a post since ``at``."""
    person = party_id or new_id()
    commands.assign(
        by=system("test"),
        at=at,
        post_id=make_post(**post),
        party_id=person,
        starts_on=local_date(at),
        ends_on=ends_on,
    )
    return person


def make_officer(
    *, party_id: UUID | None = None, at: datetime | None = None, grants: Iterable[Any] = (), **post: Any
) -> Actor:
    """An officer as the door would make one: signed in, second factor used, with the rights of a post held."""
    person = make_holder(party_id=party_id, **post)
    standing = queries.standing_of(person, at or datetime(2026, 6, 1, tzinfo=UTC))
    return Actor(
        kind="officer",
        name="Officer",
        account_id=new_id(),
        party_id=person,
        grants=standing.grants | frozenset(grants),
        roles=standing.roles,
        office=standing.office,
        second_factor=True,
    )
