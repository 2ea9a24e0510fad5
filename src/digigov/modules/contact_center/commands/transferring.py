"""Passing a contact on: to another topic, agent or language. It keeps its place in the queue, so nobody waits twice."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.audit import commands as audit
from digigov.modules.contact_center import log, routing, rules
from digigov.modules.contact_center.commands.contacts import AlreadyOver
from digigov.modules.contact_center.loading import hand_back, locked_as
from digigov.modules.contact_center.models import Agent, Contact, Conversation
from digigov.modules.contact_center.plans import get_plan

IN_HAND = ("active", "held")
KEPT_FOR = timedelta(minutes=2)  # so long a colleague has what was passed to them before anybody may take it


class AgentNotThere(DomainError):
    code = "agent-not-there"
    message = _("This colleague is not at work now. Pass it on by its topic.")


@transaction.atomic
def transfer_contact(
    *, by: Actor, at: datetime, contact_id: UUID, topic: str = "", to_agent_id: UUID | None = None
) -> None:
    """
    Pass a contact on to whoever knows the topic, or to one colleague, who has it alone for a while.

    :raises NotAllowed: unless it is in this agent's hands. :raises AlreadyOver: if it has ended.
    :raises InvalidInput: if neither a topic nor a colleague is named. :raises AgentNotThere: if they are not at work.
    """
    contact = locked_as(by, contact_id, states=IN_HAND, otherwise=AlreadyOver)
    found = get_plan().topic(topic)
    if found is None and to_agent_id is None:
        raise InvalidInput({"topic": _("Choose a topic or a colleague.")})
    if to_agent_id is not None and not Agent.objects.filter(party_id=to_agent_id).exclude(state="off").exists():
        raise AgentNotThere
    changes: dict[str, object] = {"preferred_id": to_agent_id, "reserved_until": at + KEPT_FOR if to_agent_id else None}
    if found is not None:
        changes |= {"topic": found.id, "unit": found.unit, "skill": rules.skill_of(found)}
        widens = at + timedelta(seconds=get_plan().routing.widen)
        changes |= {"widen_at": widens, "open_at": max(contact.open_at, widens)}
    _pass_on(contact, changes, at=at, why="transferred", to=str(to_agent_id or topic))
    audit.record(by=by, at=at, action="contact_center.contact-transferred", subject_id=contact.id)


@transaction.atomic
def change_language(*, by: Actor, at: datetime, contact_id: UUID, language: str) -> None:
    """
    The citizen speaks another language than was thought. An agent who speaks it goes on; else whoever does takes over.

    :raises NotAllowed: unless it is in this agent's hands. :raises AlreadyOver: if it has ended.
    :raises InvalidInput: for a language that the centre does not speak.
    """
    contact = locked_as(by, contact_id, states=IN_HAND, otherwise=AlreadyOver)
    plan = get_plan()
    if language not in plan.languages:
        raise InvalidInput({"language": _("Choose a language that the centre speaks.")})
    if language == contact.language:
        return
    Contact.objects.filter(id=contact.id).update(language=language)
    Conversation.objects.filter(id=contact.conversation_id).update(language=language)
    log.write(
        contact.conversation_id, at=at, kind="contact.language", contact=contact, by=contact.agent_id, language=language
    )
    if not Agent.objects.filter(party_id__in=[contact.agent_id], languages__contains=[language]).exists():
        opens = max(contact.widen_at, at + timedelta(seconds=plan.routing.open))
        _pass_on(contact, {"preferred_id": None, "open_at": opens}, at=at, why="language", to=language)
    audit.record(by=by, at=at, action="contact_center.language-changed", subject_id=contact.id)


def _pass_on(contact: Contact, changes: dict[str, object], *, at: datetime, why: str, to: str) -> None:
    hand_back(contact, at=at, kind="contact.transferred", why=why, to=to)
    Contact.objects.filter(id=contact.id).update(**changes, not_to=[contact.agent_id])
    routing.after_commit(at=at)
