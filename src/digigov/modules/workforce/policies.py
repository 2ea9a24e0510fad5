"""Who plans, and whose shifts are whose."""

from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.workforce.definitions import workforce

PLAN = "workforce.plan"


def require_planner(by: Actor) -> UUID:
    """Who plans. :raises NotAllowed: unless the actor plans the work of the contact centre."""
    by.require(PLAN, unit=workforce().unit)
    return by.own_party


def is_agent(by: Actor) -> bool:
    found = workforce()
    return by.is_signed_in and by.has_role(found.role, unit=found.unit)


def require_agent(by: Actor) -> UUID:
    """The agent. :raises NotAllowed: unless the actor holds an agent's post of the contact centre."""
    if not is_agent(by):
        raise NotAllowed
    return by.own_party


def require_another(by: Actor, *people: UUID) -> None:
    """:raises NotAllowed: if a planner would decide about themself."""
    if by.party_id in people:
        raise NotAllowed
