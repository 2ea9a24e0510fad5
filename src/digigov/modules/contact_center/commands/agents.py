"""Agents: what they can do, and how they stand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.contact_center import log, policies, routing
from digigov.modules.contact_center.loading import HandsFull, hand_back, locked
from digigov.modules.contact_center.models import BUSY, Agent, AgentState, Contact
from digigov.modules.contact_center.plans import get_plan

STATES = ("ready", "break", "meeting", "training", "after-call", "away", "off")


@transaction.atomic
def change_state(*, by: Actor, at: datetime, state: str) -> None:
    """
    Say how one stands: ``ready`` takes contacts, everything else does not. Whoever comes for the first time speaks every language
    of the centre and has every skill, until the manager says otherwise.

    :raises NotAllowed: unless an agent. :raises InvalidInput: for a state that there is not.
    :raises HandsFull: if somebody goes ``off`` while contacts are in their hands.
    """
    agent_id = policies.require_agent(by)
    if state not in STATES:
        raise InvalidInput({"state": _("Choose how you stand.")})
    plan = get_plan()
    Agent.objects.get_or_create(
        party_id=agent_id,
        defaults={
            "state_since": at, "idle_since": at, "seen_at": at, "languages": list(plan.languages), "skills": list(plan.skills),
        },
    )  # fmt: skip
    agent = Agent.objects.select_for_update().get(party_id=agent_id)
    if state == "off" and agent.voice + agent.text + agent.mail:
        raise HandsFull
    _change(agent, state, at=at)
    audit.record(by=by, at=at, action="contact_center.state-changed", subject_id=agent_id, details={"state": state})
    routing.after_commit(at=at)


@transaction.atomic
def note_seen(*, by: Actor, at: datetime) -> None:
    """The agent's desk is still there. :raises NotAllowed: unless an agent."""
    Agent.objects.filter(party_id=policies.require_agent(by), seen_at__lt=at).update(seen_at=at)


@transaction.atomic
def set_abilities(
    *, by: Actor, at: datetime, agent_id: UUID, languages: Sequence[str], skills: Sequence[str], units: Sequence[str],
    text_most: int, mail_most: int,
) -> None:  # fmt: skip
    """
    Say what an agent can do and how much at once.

    :raises NotAllowed: unless the manager. :raises NotFound: for somebody who never came.
    :raises InvalidInput: for a language or a skill that the centre does not have, or more chats than anybody can follow.
    """
    policies.require_manager(by)
    plan = get_plan()
    wrong = {}
    if not languages or not set(languages) <= set(plan.languages):
        wrong["languages"] = _("Choose at least one language of the centre.")
    if not set(skills) <= set(plan.skills):
        wrong["skills"] = _("Choose from the skills of the centre.")
    if not (0 <= text_most <= 10 and 0 <= mail_most <= 10):
        wrong["text_most"] = _("Nobody follows more than ten at once.")
    if wrong:
        raise InvalidInput(wrong)
    agent = Agent.objects.select_for_update().filter(party_id=agent_id).first()
    if agent is None:
        raise NotFound
    Agent.objects.filter(party_id=agent_id).update(
        languages=list(languages), skills=list(skills), units=list(units),
        text_most=max(text_most, agent.text), mail_most=max(mail_most, agent.mail),
    )  # fmt: skip
    audit.record(by=by, at=at, action="contact_center.abilities-set", subject_id=agent_id)
    routing.after_commit(at=at)


@transaction.atomic
def take_back(*, by: Actor, at: datetime, agent_id: UUID) -> int:
    """
    An agent is not there any more: everything offered or in hand waits again in its old place, nobody has lost it. How many.

    :raises NotAllowed: unless the machine or the manager.
    """
    if not by.is_system:
        policies.require_manager(by)
    ids = Contact.objects.filter(agent_id=agent_id, state__in=BUSY).order_by("id").values_list("id", flat=True)
    held = [locked(each) for each in ids]
    mine = [each for each in held if each.agent_id == agent_id and each.state in BUSY]
    agent = Agent.objects.select_for_update().filter(party_id=agent_id).first()
    for contact in mine:
        if contact.state == "wrap-up":
            _close_unwrapped(contact, at=at)
        else:
            hand_back(contact, at=at, kind="contact.requeued", why="agent-gone")
    if agent is not None and agent.state != "off":
        _change(agent, "off", at=at)
    audit.record(by=by, at=at, action="contact_center.contacts-taken-back", subject_id=agent_id)
    routing.after_commit(at=at)
    return len(mine)


def put_away(agent_id: UUID, *, at: datetime) -> None:
    """Somebody let it ring, or their desk is silent: they get nothing until they say that they are there. Within a transaction."""
    agent = Agent.objects.select_for_update().filter(party_id=agent_id).first()
    if agent is not None and agent.state == "ready":
        _change(agent, "away", at=at, seen=False)


def _close_unwrapped(contact: Contact, *, at: datetime) -> None:
    """The talk was over already; nobody said how it ended."""
    hand_back(contact, at=at, kind="", why="")
    Contact.objects.filter(id=contact.id).update(state="ended", agent_id=contact.agent_id, wrapped_at=at)
    log.write(contact.conversation_id, at=at, kind="contact.wrapped", contact=contact, by=contact.agent_id, code="")


def _change(agent: Agent, state: str, *, at: datetime, seen: bool = True) -> None:
    Agent.objects.filter(party_id=agent.party_id).update(
        state=state,
        **({"seen_at": at} if seen else {}),
        **({} if state == agent.state else {"state_since": at, "idle_since": at}),
    )
    if state != agent.state:
        AgentState.objects.create(at=at, party_id=agent.party_id, state=state)
        log.tell_desk(agent.party_id)
