"""What an agent's desk watches: the contacts in their hands, and how far each conversation is."""

from dataclasses import dataclass
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.modules.contact_center import policies
from digigov.modules.contact_center.models import BUSY, Contact

MOST = 50


@dataclass(frozen=True, slots=True)
class Watched:
    """No word of what was said, so nobody's data is read by looking."""

    contact_id: UUID
    conversation_id: UUID
    channel: str
    state: str
    position: int


def list_positions_in_hand(*, viewer: Actor) -> tuple[UUID, tuple[Watched, ...]]:
    """The agent, and what is offered to them or in their hands. :raises NotAllowed: unless an agent."""
    agent_id = policies.require_agent(viewer)
    rows = Contact.objects.filter(agent_id=agent_id, state__in=BUSY).order_by("entered_at", "id")
    found = rows.values_list("id", "conversation_id", "channel", "state", "conversation__position")
    return agent_id, tuple(Watched(*each) for each in found[:MOST])
