"""A centre with agents, for the tests of other rooms."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor, Grant, system
from digigov.kernel.ids import new_id
from digigov.modules.contact_center import commands, routing
from digigov.modules.contact_center.definitions import CenterPlan
from digigov.modules.contact_center.policies import ANSWER, MANAGE
from digigov.modules.contact_center.talks import Arrival
from digigov.modules.organizations import commands as organizations
from digigov.modules.organizations.definitions import Calendar, Organizations

AT = datetime(2026, 6, 2, 14, tzinfo=UTC)  # a Tuesday, 10:00 in Saint Lucia
CHANNEL = system("channel")
UNIT = "helpline"
PLAN: dict[str, Any] = {
    "unit": UNIT,
    "office": "helpline-office",
    "numbers": [{"name": "Here", "value": "311"}],
    "emergency": ["911"],
    "languages": ["en", "acf"],
    "channels": [
        {"id": "voice", "name": "Telephone", "priority": 2},
        {"id": "callback", "name": "Call back", "priority": 2},
        {"id": "walk-in", "name": "Counter", "priority": 2},
        {"id": "chat", "name": "Chat", "priority": 1, "ring": 30},
        {"id": "sms", "name": "SMS", "priority": 1},
        {"id": "email", "name": "E-mail", "priority": 0, "ring": 600},
        {"id": "web-form", "name": "Form", "priority": 0, "ring": 600},
    ],
    "topics": [
        {"id": "licences", "name": "Licences", "unit": "roads", "skill": "licences"},
        {"id": "other", "name": "Something else", "unit": UNIT},
    ],
    "skills": ["licences"],
    "wrap_ups": [
        {"id": "answered", "name": "Answered", "solved": True},
        {"id": "passed-on", "name": "Passed on", "solved": False},
        {"id": "else", "name": "Something else"},
    ],
    "closed": "We are closed.",
}
GOVERNMENT: dict[str, Any] = {
    "organizations": [
        {"code": UNIT, "names": [{"name": "Helpline"}], "kind": "ministry"},
        {"code": "roads", "names": [{"name": "Roads"}], "kind": "ministry"},
    ],
    "offices": [
        {
            "code": "helpline-office",
            "name": "Helpline",
            "organization": UNIT,
            "address": "1 Test Street",
            "district": "Castries",
            "hours": [{"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "opens": "07:00", "closes": "19:00"}],
        }
    ],
    "roles": [{"code": "helper", "name": "Helper", "permissions": [ANSWER]}],
}
CALENDAR = {
    "fixed": [{"name": "Test Day", "month": 6, "day": 3}],
    "moving": [],
    "sunday_moves_to_monday": False,
    "source": "none",
    "standing": "assumed",
}
_numbers = count(1)


def make_center(*, hours: Any = None, **changes: Any) -> CenterPlan:
    """A centre that is open from 07:00 to 19:00, but not on 3 June."""
    machine = system("test")
    office = GOVERNMENT["offices"][0] | ({"hours": hours} if hours else {})
    government = Organizations.model_validate(GOVERNMENT | {"offices": [office]})
    organizations.load_organizations(by=machine, at=AT, definition=government)
    organizations.load_calendar(by=machine, at=AT, definition=Calendar.model_validate(CALENDAR))
    plan = CenterPlan.model_validate(PLAN | changes)
    commands.load_plan(by=machine, at=AT, definition=plan)
    return plan


def make_agent(*, manages: bool = False, second_factor: bool = True) -> Actor:
    """Somebody who answers, or who manages as well; not there yet."""
    grants = {Grant(ANSWER, UNIT)} | ({Grant(MANAGE, UNIT)} if manages else set())
    return Actor(
        kind="officer", name=f"Agent {next(_numbers)}", account_id=new_id(), party_id=new_id(),
        grants=frozenset(grants), office=UNIT, second_factor=second_factor,
    )  # fmt: skip


def present(agent: Actor | None = None, *, at: datetime = AT, **abilities: Any) -> Actor:
    """An agent who is ready; with ``languages``, ``skills``, ``units``, ``text_most`` or ``mail_most`` when they are not all."""
    agent = agent or make_agent()
    if abilities:
        commands.change_state(by=agent, at=at, state="away")
        given: dict[str, Any] = {
            "languages": ["en", "acf"],
            "skills": ["licences"],
            "units": [],
            "text_most": 3,
            "mail_most": 1,
        }
        manager = make_agent(manages=True)
        commands.set_abilities(by=manager, at=at, agent_id=agent.own_party, **(given | abilities))
    commands.change_state(by=agent, at=at, state="ready")
    return agent


def arrive(channel: str = "voice", *, at: datetime = AT, **more: Any) -> UUID:
    """Somebody comes; from an address of their own unless one is given."""
    given = {"address": f"+1758555{next(_numbers):04d}", "language": "en"} | more
    return commands.receive_contact(by=CHANNEL, at=at, arrival=Arrival(channel=channel, **given))


def give_out(*, at: datetime = AT) -> None:
    """Give out what waits, as the end of each transaction does, which in a test never comes."""
    routing.assign_all(at=at)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)
