"""Registers that know a person, and people who have shown who they are, for the tests of other rooms."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import system
from digigov.modules.assurance import commands
from digigov.modules.assurance.definitions import ProofingPlan
from digigov.modules.assurance.reading import HERE
from digigov.modules.audit.commands import Purpose
from digigov.modules.parties.queries import get_person
from digigov.modules.registries import commands as registries
from digigov.modules.registries.testing import empty_registers, make_row, register_from

AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
BORN = date(1991, 4, 12)
NUMBER, LICENCE, ENTRY, PHONE = "9100001", "880001", "1991-88001", "+17585550199"
NAME = {"given": "Testa", "family": "Fictional"}
PLAN = {
    "people": {
        "register": "proof-people",
        "under": "national-id",
        "called": "full_name",
        "born": "born_on",
        "phone": "phone",
        "address": "address",
    },
    "deaths": {"register": "proof-deaths", "under": "national-id", "died": "died_on"},
    "papers": [
        {"id": "card", "name": "Identity card", "identifier": "national-id", "has_photo": True},
        {
            "id": "licence",
            "name": "Driver's licence",
            "identifier": "licence-number",
            "has_photo": True,
            "register": "proof-licences",
            "holder": "full_name",
            "born": "born_on",
            "expires": "expires_on",
        },
        {
            "id": "birth",
            "name": "Birth certificate",
            "identifier": "entry-number",
            "register": "proof-births",
            "holder": "full_name",
            "born": "born_on",
            "at_birth": True,
        },
    ],
}
ADDRESS = {
    "line1": "4 Test Street",
    "line2": "",
    "community": "Castries",
    "district": "Castries",
    "postcode": "LC04 101",
    "country": "LC",
}
WHO = ({"name": "full_name", "label": "Name", "type": "name"}, {"name": "born_on", "label": "Born", "type": "date"})


def make_plan() -> None:
    """A country that can prove people, whose registers know nobody yet."""
    empty_registers()
    phone = {"name": "phone", "label": "Telephone"}
    address = {"name": "address", "label": "Address", "type": "address"}
    ends = {"name": "expires_on", "label": "Until", "type": "date"}
    died = {"name": "died_on", "label": "Died", "type": "date"}
    made = [
        register_from("proof-people", fields=[*WHO, phone, address]),
        register_from("proof-deaths", key="entry-number", also_by=["national-id"], fields=[*WHO, died]),
        register_from("proof-licences", key="licence-number", fields=[*WHO, ends]),
        register_from("proof-births", key="entry-number", fields=list(WHO)),
    ]
    registries.load_registers(by=system("test"), at=AT, definitions=made)
    commands.load_plan(by=system("test"), at=AT, definition=ProofingPlan.model_validate(PLAN))


def make_known(**other: Any) -> None:
    """The registers know Testa Fictional by all her papers; ``other`` facts instead of hers."""
    who = {"full_name": NAME, "born_on": BORN.isoformat(), **other}
    make_row("proof-people", NUMBER, {"phone": PHONE, "address": ADDRESS, **who}, under="national-id")
    make_row("proof-licences", LICENCE, {"expires_on": "2030-01-01", **who}, under="licence-number")
    make_row("proof-births", ENTRY, who, under="entry-number")


def make_dead(number: str = NUMBER) -> None:
    make_row("proof-deaths", number, {"died_on": "2025-01-01"}, under="national-id")


def shown(**other: Any) -> commands.Shown:
    """What Testa shows: her card's number and her licence."""
    known = {"national_id": NUMBER, "born_on": BORN, "paper": "licence", "number": LICENCE}
    return commands.Shown(**{**known, **other})


def typed(**other: str) -> dict[str, str]:
    """The same, as a page's boxes send it."""
    day = {"born_on-day": "12", "born_on-month": "4", "born_on-year": "1991"}
    return {"national_id": NUMBER, **day, "paper": "licence", "number": LICENCE, **other}


def make_proved(party_id: UUID, *, number: str = "", at: datetime = AT, born_on: date = BORN) -> None:
    """Somebody who has shown at a counter who they are, as another system knew."""
    known = get_person(viewer=HERE, at=at, party_id=party_id, purpose=Purpose("test"))
    commands.import_proof(
        by=HERE,
        at=at,
        party_id=party_id,
        national_id=number,
        given_names=known.given_names,
        family_name=known.family_name,
        born_on=born_on,
    )
