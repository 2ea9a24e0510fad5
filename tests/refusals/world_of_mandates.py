"""What the world has of people who act for others."""

from datetime import date
from typing import Any

from digigov.kernel.actor import Grant
from digigov.modules.applications.testing import AT
from digigov.modules.casework.testing import UNIT
from digigov.modules.identity.testing import messages_to
from digigov.modules.mandates import commands
from digigov.modules.mandates.testing import make_child, make_firm, make_mandate, make_plan
from digigov.modules.mandates.testing import make_known as make_known_by_name
from digigov.modules.organizations.testing import make_officer
from digigov.modules.parties.testing import make_person

OPEN = frozenset({"shop-licence"})
ADDRESS = "agent-to-be@example.org"
NAMED = {"given_names": "Agent", "family_name": "Fictional"}


def offer(**other: Any) -> commands.Offer:
    known = {**NAMED, "address": ADDRESS, "services": ["shop-licence"], "starts_on": None, "ends_on": date(2027, 1, 31)}
    return commands.Offer(**{**known, **other})


def seen(world: Any, *, principal_id: Any = None) -> commands.Seen:
    return commands.Seen(
        ground="guardian", principal_id=principal_id or world.ward_id, agent_id=world.agent.party_id, paper="Court order",
        number="HC-1", dated_on=date(2026, 1, 5), ends_on=date(2030, 1, 5),
    )  # fmt: skip


def make_mandates(world: Any) -> None:
    """One mandate that holds, one offered, one that waits for a second officer, one for a caller's code."""
    make_plan()
    make_child(numbers=("9500001",))
    make_firm(directors=("9500001",))
    world.principal = make_known_by_name(number="9500001", given="Principal")
    world.agent = make_known_by_name(number="9500002", given="Agent")
    world.mandate_id = make_mandate(principal_id=world.principal.party_id, agent_id=world.agent.party_id)
    commands.offer(by=world.principal, at=AT, wanted=offer(), open_services=OPEN)
    world.mandate_codes = {world.agent.party_id: messages_to(ADDRESS)[-1]}
    world.ward_id = make_person()
    world.paper_id = commands.record(by=world.cashier, at=AT, seen=seen(world), open_services=OPEN)
    world.ward_id = make_person()
    world.call_id = commands.offer_by_call(
        by=world.cashier, at=AT, principal_id=world.principal.party_id, wanted=offer(), open_services=OPEN
    )
    refused = seen(world, principal_id=make_person())
    world.refused_mandate_id = commands.record(by=world.cashier, at=AT, seen=refused, open_services=OPEN)
    commands.confirm(by=world.second_cashier, at=AT, mandate_id=world.refused_mandate_id, agrees=False)
    world.mandate_keeper = make_officer(role="cashier", grants=[Grant("mandates.end", UNIT)])
