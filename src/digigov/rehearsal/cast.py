"""The fictional people of the rehearsal island, brought in through the public commands; loading them again changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import local_date, now
from digigov.modules.assurance.commands import import_proof
from digigov.modules.assurance.queries import level_of
from digigov.modules.audit.commands import Purpose
from digigov.modules.identity import commands as identity
from digigov.modules.identity.queries import find_account_of
from digigov.modules.organizations import commands as organizations
from digigov.modules.organizations import queries as organizations_queries
from digigov.modules.parties import commands as parties
from digigov.modules.parties.queries import find_by_national_id

FILE = Path(__file__).with_name("cast.yaml")
BY = system("rehearsal")
WHY = Purpose("rehearsal")


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast. An officer has a unit, a role and a title; somebody without an e-mail address is ''."""

    key: str
    given_names: str
    family_name: str
    national_id: str
    phone: str
    email: str
    language: str
    about: str
    born_on: date | None = None
    address: dict[str, str] | None = None
    unit: str = ""
    role: str = ""
    is_proved: bool = False  # has shown who they are, as another system of the state knew

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}"

    @property
    def is_officer(self) -> bool:
        return bool(self.role)


@cache
def cast() -> tuple[Member, ...]:
    """Everyone, citizens first."""
    written = yaml.safe_load(FILE.read_text())
    return tuple(_citizen(each) for each in written["citizens"]) + tuple(_officer(each) for each in written["officers"])


@cache
def password() -> str:
    """The one password of the whole cast."""
    return yaml.safe_load(FILE.read_text())["password"]


def get_member(key: str) -> Member | None:
    return next((member for member in cast() if member.key == key), None)


def account_of(member: Member, *, at: datetime) -> UUID | None:
    """The account of a member, once the cast is loaded."""
    known = find_by_national_id(viewer=BY, at=at, national_id=member.national_id, purpose=WHY)
    return find_account_of(known.id) if known else None


def load_cast(*, at: datetime) -> None:
    """Bring in whoever is not there yet. The pack's units and roles must have been loaded before."""
    for member in cast():
        party_id = _bring_in(member, at=at)
        if member.is_officer:
            _seat(member, party_id, at=at)


def prepare() -> None:
    """At each start of a rehearsal."""
    load_cast(at=now())


def _bring_in(member: Member, *, at: datetime) -> UUID:
    known = find_by_national_id(viewer=BY, at=at, national_id=member.national_id, purpose=WHY)
    party_id = (
        known.id
        if known
        else parties.register_person(
            by=BY,
            at=at,
            given_names=member.given_names,
            family_name=member.family_name,
            born_on=member.born_on,
            national_id=member.national_id,
            email=member.email,
            phone=member.phone,
            address=member.address,
            language=member.language,
        )
    )
    if find_account_of(party_id) is None:
        identity.open_account(
            by=BY, at=at, party_id=party_id, password=password(), email=member.email, phone=member.phone
        )
    if member.is_proved and member.born_on and not level_of(party_id, at=at):
        import_proof(
            by=BY,
            at=at,
            party_id=party_id,
            given_names=member.given_names,
            family_name=member.family_name,
            born_on=member.born_on,
            national_id=member.national_id,
        )
    return party_id


def _seat(member: Member, party_id: UUID, *, at: datetime) -> None:
    held = organizations_queries.list_holders(role=member.role, unit=member.unit, at=at)
    if any(holder.party_id == party_id for holder in held):
        return
    post = organizations.create_post(by=BY, at=at, unit=member.unit, role=member.role, title=member.about)
    organizations.assign(by=BY, at=at, post_id=post, party_id=party_id, starts_on=local_date(at))


def _citizen(row: dict[str, Any]) -> Member:
    return Member(
        key=row["key"],
        given_names=row["given_names"],
        family_name=row["family_name"],
        national_id=row["national_id"],
        phone=row["phone"],
        email=row.get("email", ""),
        language=row["language"],
        about=row["about"],
        born_on=row["born_on"],
        is_proved=row.get("is_proved", False),
        address={"line2": "", "postcode": "", "country": "LC", **row["address"]},
    )


def _officer(row: dict[str, Any]) -> Member:
    return Member(
        key=row["key"],
        given_names=row["given_names"],
        family_name=row["family_name"],
        national_id=row["national_id"],
        phone=row["phone"],
        email=f"{row['key']}@example.org",
        language="en",
        about=row["title"],
        unit=row["unit"],
        role=row["role"],
    )


def actor_of(member: Member, *, at: datetime) -> Actor:
    """A member as the door would know them after one click; for filling the island through the public commands."""
    known = find_by_national_id(viewer=BY, at=at, national_id=member.national_id, purpose=WHY)
    if known is None:
        raise LookupError(f"{member.key} is not there; load the cast first")
    standing = organizations_queries.standing_of(known.id, at)
    return Actor(
        kind="officer" if standing.is_staff else "citizen",
        name=standing.title,
        account_id=find_account_of(known.id),
        party_id=known.id,
        roles=standing.roles,
        grants=standing.grants,
        office=standing.office,
        second_factor=standing.is_staff,
    )
