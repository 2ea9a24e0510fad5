"""Mandates for the tests of other rooms, and registers that know a child and a company."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from digigov.kernel.actor import Acting, Actor
from digigov.kernel.clock import local_date
from digigov.kernel.ids import new_id
from digigov.modules.assurance.testing import make_proved
from digigov.modules.identity.testing import make_account
from digigov.modules.mandates import commands, rules
from digigov.modules.mandates.commands.writing import let_hold, write
from digigov.modules.mandates.definitions import MandatePlan
from digigov.modules.mandates.reading import HERE
from digigov.modules.parties.testing import make_person
from digigov.modules.registries import commands as registries
from digigov.modules.registries.testing import make_row, register_from

AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
ENTRY, FIRM = "2015-88001", "C8800-00001"
CHILD_BORN = date(2015, 5, 5)
MOTHER = {"given": "Testa", "family": "Fictional"}
DIRECTORS = {"name": "directors", "label": "Directors", "type": "texts"}
PARENTS = {"name": "parents_numbers", "label": "Parents", "type": "texts"}
PLAN = {
    "births": {
        "register": "act-births",
        "under": "entry-number",
        "child": "full_name",
        "born": "born_on",
        "parents": ["mothers_name", "fathers_name"],
        "numbers": "parents_numbers",
    },
    "firms": {
        "register": "act-firms",
        "under": "firm-number",
        "called": "name",
        "state": "state",
        "exists": "Registered",
        "directors": "directors",
    },
}


def make_plan() -> None:
    """A country that asks its registers; see ``make_child`` and ``make_firm``."""
    names = [{"name": each, "label": each, "type": "name"} for each in ("full_name", "mothers_name", "fathers_name")]
    births = [*names, {"name": "born_on", "label": "Born", "type": "date"}, PARENTS]
    firms = [{"name": "name", "label": "Name"}, {"name": "state", "label": "State"}, DIRECTORS]
    definitions = [
        register_from(id="act-births", key="entry-number", about="person", fields=births),
        register_from(id="act-firms", key="firm-number", about="thing", fields=firms),
    ]
    registries.load_registers(by=HERE, at=AT, definitions=definitions)
    commands.load_plan(by=HERE, at=AT, definition=MandatePlan.model_validate(PLAN))


def make_child(*, entry: str = ENTRY, born: date = CHILD_BORN, numbers: tuple[str, ...] = ("9300001",)) -> None:
    """In the register of births, a child of ``MOTHER``; ``numbers`` are those of the parents' ID cards."""
    known = {"full_name": {"given": "Minor", "family": "Fictional"}, "mothers_name": MOTHER}
    row = {**known, "born_on": born.isoformat(), "parents_numbers": list(numbers)}
    make_row("act-births", entry, row, under="entry-number")


def make_firm(*, number: str = FIRM, state: str = "Registered", directors: tuple[str, ...] = ()) -> None:
    """In the register of companies; ``directors`` by the numbers of their ID cards."""
    said = {"name": "Fictional Limited", "state": state, "directors": list(directors)}
    make_row("act-firms", number, said, under="firm-number")


def make_known(*, number: str, given: str = "Testa", family: str = "Fictional", at: datetime = AT) -> Actor:
    """Somebody of age with an account who has shown who they are."""
    party_id = make_person(
        given_names=given, family_name=family, born_on=date(1991, 4, 12), phone=f"758555{number[-4:]}"
    )
    make_proved(party_id, number=number, at=at)
    return Actor(kind="citizen", account_id=make_account(party_id=party_id), party_id=party_id)


def make_mandate(
    *,
    principal_id: UUID,
    agent_id: UUID,
    ground: str = rules.AGENT,
    services: tuple[str, ...] = ("shop-licence",),
    ends_on: date | None = date(2027, 1, 31),
    at: datetime = AT,
) -> UUID:
    """One that holds."""
    by = Actor(kind="citizen", account_id=new_id(), party_id=principal_id)
    mandate = write(
        by=by, at=at, principal_id=principal_id, agent_id=agent_id, ground=ground, how="online", state=rules.CONFIRMING,
        services=list(services), starts_on=local_date(at), ends_on=ends_on,
    )  # fmt: skip
    let_hold(mandate, by=by, at=at)
    return mandate.id


def acting(
    actor: Actor, *, principal_id: UUID, services: tuple[str, ...] = ("shop-licence",), ground: str = rules.AGENT
) -> Actor:
    """The actor as the door makes them when they act for that person."""
    return replace(
        actor, kind="citizen", acting=Acting(new_id(), principal_id, "Somebody Else", ground, frozenset(services))
    )
