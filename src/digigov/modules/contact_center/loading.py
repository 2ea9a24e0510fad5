"""Contacts, locked, and hands that are freed. Whoever locks takes contacts first, then agents, then conversations."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound
from digigov.modules.contact_center import log, policies
from digigov.modules.contact_center.models import Agent, Contact


def locked(contact_id: UUID) -> Contact:
    """:raises NotFound: if there is no such contact."""
    contact = Contact.objects.select_for_update().filter(id=contact_id).first()
    if contact is None:
        raise NotFound
    return contact


def locked_as(by: Actor, contact_id: UUID, *, states: tuple[str, ...], otherwise: type[DomainError]) -> Contact:
    """:raises NotAllowed: unless the contact is in this agent's hands; ``otherwise`` if it is in none of the states."""
    contact = locked(contact_id)
    policies.require_holder(by, contact)
    if contact.state not in states:
        raise otherwise
    return contact


class HandsFull(DomainError):
    code = "hands-full"
    message = _("There are still contacts in your hands. Wrap them up or pass them on first.")


def take_up(contact: Contact, agent_id: UUID) -> None:
    """The agent has it in hand. :raises HandsFull: if that is more than they can hold, or they never came to work."""
    room = Agent.objects.filter(party_id=agent_id, **{f"{contact.lane}__lt": F(f"{contact.lane}_most")})
    if not room.exclude(state="off").update(**{contact.lane: F(contact.lane) + 1}):
        raise HandsFull


def hand_back(contact: Contact, *, at: datetime, kind: str, why: str, to: str = "") -> None:
    """
    Free the hands that hold it, and have it wait again in its old place, for anybody but them. With a ``kind`` that is written down.
    """
    agent_id = contact.agent_id
    if agent_id is None:
        raise ValueError("nobody holds it")
    Agent.objects.filter(party_id=agent_id).update(
        **{contact.lane: Greatest(F(contact.lane) - 1, Value(0))}, idle_since=at
    )
    not_to = [*contact.not_to, agent_id] if why in ("declined", "silent") else contact.not_to
    Contact.objects.filter(id=contact.id).update(state="waiting", agent_id=None, offered_at=None, not_to=not_to)
    if kind:
        log.write(
            contact.conversation_id,
            at=at,
            kind=kind,
            contact=contact,
            by=agent_id,
            why=why,
            **({"to": to} if to else {}),
        )
    log.tell_desk(agent_id)
