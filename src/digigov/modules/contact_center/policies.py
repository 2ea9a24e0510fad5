"""Who answers, who manages, and what the citizen's own people may see of what."""

from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.contact_center.models import Contact
from digigov.modules.contact_center.plans import get_plan

ANSWER = "contact.answer"
MANAGE = "contact.manage"


def require_agent(by: Actor) -> UUID:
    """
    Whose hands they are.

    :raises NotAllowed: unless an officer of the centre with a second factor. :raises NotFound: in a country without a centre.
    """
    unit = get_plan().unit
    if by.kind != "officer" or not by.second_factor:
        raise NotAllowed
    if not by.may(ANSWER, unit=unit):
        by.require(MANAGE, unit=unit)
    return by.own_party


def require_manager(by: Actor) -> UUID:
    """:raises NotAllowed: unless whoever manages the centre."""
    agent_id = require_agent(by)
    by.require(MANAGE, unit=get_plan().unit)
    return agent_id


def require_channel(by: Actor) -> None:
    """:raises NotAllowed: unless a channel brings it, or an agent writes down who stands before them."""
    if not by.is_system:
        require_agent(by)


def require_holder(by: Actor, contact: Contact) -> None:
    """:raises NotAllowed: unless the contact is in the hands of this agent, or it is the manager."""
    agent_id = require_agent(by)
    if contact.agent_id != agent_id and not by.may(MANAGE, unit=get_plan().unit):
        raise NotAllowed
