"""What the clock does: rings that nobody answers, agents whose desk has gone silent, calls whose time has come."""

from datetime import datetime, timedelta

from django.db import transaction

from digigov.kernel.actor import system
from digigov.modules.contact_center import routing
from digigov.modules.contact_center.commands.agents import put_away, take_back
from digigov.modules.contact_center.commands.callbacks import queue_due
from digigov.modules.contact_center.commands.chats import end_silent_chats
from digigov.modules.contact_center.definitions import Routing
from digigov.modules.contact_center.loading import hand_back, locked
from digigov.modules.contact_center.models import Agent, Contact
from digigov.modules.contact_center.plans import find_plan

MACHINE = system("router")


def tend(*, at: datetime) -> None:
    """All of it once; asked each second by ``digigov watch``. Harmless when asked by several at the same moment."""
    plan = find_plan()
    if plan is None:
        return
    let_ring_no_longer(at=at)
    _look_after_agents(plan.routing, at=at)
    queue_due(at=at)
    end_silent_chats(by=MACHINE, at=at)
    routing.assign_all(at=at)


def _look_after_agents(routing: Routing, *, at: datetime) -> None:
    """Whose desk is silent gets nothing more; after a while longer what they hold waits for others."""
    at_work = Agent.objects.exclude(state="off").order_by("party_id")
    lost = at_work.filter(seen_at__lt=at - timedelta(seconds=routing.lost))
    for agent_id in list(lost.values_list("party_id", flat=True)[:100]):
        take_back(by=MACHINE, at=at, agent_id=agent_id)
    silent = at_work.filter(state="ready", seen_at__lt=at - timedelta(seconds=routing.gone))
    for agent_id in list(silent.values_list("party_id", flat=True)[:100]):
        with transaction.atomic():
            put_away(agent_id, at=at)


def let_ring_no_longer(*, at: datetime) -> int:
    """
    What was offered and not answered in the channel's time goes back to its place and to somebody else; whoever let it ring is
    away until they say that they are there. How many.
    """
    plan = find_plan()
    if plan is None:
        return 0
    count = 0
    for channel in plan.channels:
        late = Contact.objects.filter(
            channel=channel.id, state="offered", offered_at__lte=at - timedelta(seconds=channel.ring)
        )
        for contact_id in list(late.values_list("id", flat=True)[:200]):
            with transaction.atomic():
                contact = locked(contact_id)
                if contact.state == "offered" and contact.agent_id:
                    hand_back(contact, at=at, kind="contact.declined", why="silent")
                    put_away(contact.agent_id, at=at)
                    count += 1
                    routing.after_commit(at=at)
    return count
