"""What a conversation is about, which cases belong to it, who answers for it; and joining two that are one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.contact_center import log, policies
from digigov.modules.contact_center.loading import locked
from digigov.modules.contact_center.models import OVER, CaseLink, Contact, Conversation, Message
from digigov.modules.contact_center.plans import get_plan


class StillGoingOn(DomainError):
    code = "still-going-on"
    message = _("Somebody of this conversation is still on the line or waits for an answer.")


class OtherPerson(DomainError):
    code = "other-person"
    message = _("These conversations are with two people. They cannot become one.")


@transaction.atomic
def describe_conversation(*, by: Actor, at: datetime, conversation_id: UUID, subject: str, topic: str) -> None:
    """:raises NotAllowed: unless an agent. :raises InvalidInput: for a topic that there is not."""
    agent_id = policies.require_agent(by)
    if topic and get_plan().topic(topic) is None:
        raise InvalidInput({"topic": _("Choose what it is about.")})
    talk = _locked(conversation_id)
    Conversation.objects.filter(id=talk.id).update(subject=subject.strip()[:200], topic=topic)
    log.write(talk.id, at=at, kind="conversation.described", by=agent_id, topic=topic)


@transaction.atomic
def link_case(*, by: Actor, at: datetime, conversation_id: UUID, case_id: UUID) -> None:
    """A case that this conversation is about. Harmless when repeated. :raises NotAllowed: unless an agent or the machine."""
    policies.require_channel(by)
    talk = _locked(conversation_id)
    _row, is_new = CaseLink.objects.get_or_create(conversation=talk, case_id=case_id, defaults={"linked_at": at})
    if is_new:
        log.write(talk.id, at=at, kind="conversation.linked", by=by.party_id, case=str(case_id))
        audit.record(by=by, at=at, action="contact_center.case-linked", subject_id=talk.id, case_id=case_id)


@transaction.atomic
def take_over(*, by: Actor, at: datetime, conversation_id: UUID) -> None:
    """Answer for it to the citizen from now on. :raises NotAllowed: unless an agent."""
    agent_id = policies.require_agent(by)
    talk = _locked(conversation_id)
    Conversation.objects.filter(id=talk.id).update(owner_id=agent_id)
    log.write(talk.id, at=at, kind="conversation.owned", by=agent_id)
    audit.record(by=by, at=at, action="contact_center.conversation-taken-over", subject_id=talk.id)


@transaction.atomic
def close_conversation(*, by: Actor, at: datetime, conversation_id: UUID) -> None:
    """
    The citizen's business is done.

    :raises NotAllowed: unless an agent. :raises StillGoingOn: while a contact of it waits or is being answered.
    """
    agent_id = policies.require_agent(by)
    talk = _locked(conversation_id)
    if Contact.objects.filter(conversation=talk).exclude(state__in=OVER).exists():
        raise StillGoingOn
    if talk.state == "open":
        Conversation.objects.filter(id=talk.id).update(state="closed", closed_at=at)
        log.write(talk.id, at=at, kind="conversation.closed", by=agent_id)
        audit.record(by=by, at=at, action="contact_center.conversation-closed", subject_id=talk.id)


@transaction.atomic
def join_contact(*, by: Actor, at: datetime, contact_id: UUID, conversation_id: UUID) -> None:
    """
    This contact goes on with what was begun before, on whatever channel: its messages and what is known of the person move there.
    The conversation that it came with is closed if nothing is left in it.

    :raises NotAllowed: unless it is in this agent's hands. :raises NotFound: if there is no such conversation.
    :raises OtherPerson: if the two are known to be with different people.
    """
    contact = locked(contact_id)
    policies.require_holder(by, contact)
    if contact.conversation_id == conversation_id:
        return
    left, joined = _both(contact.conversation_id, conversation_id)
    if left.party_id and joined.party_id and left.party_id != joined.party_id:
        raise OtherPerson
    log.write(left.id, at=at, kind="contact.left", contact=contact, by=contact.agent_id, to=str(joined.id))
    Contact.objects.filter(id=contact.id).update(conversation_id=joined.id)
    if joined.state == "closed":
        Conversation.objects.filter(id=joined.id).update(state="open", closed_at=None)
        log.write(joined.id, at=at, kind="conversation.reopened", by=contact.agent_id)
    _bring(left, joined)
    position = log.write(joined.id, at=at, kind="contact.joined", contact=contact, by=contact.agent_id)
    _move_messages(contact, joined, at=at, after=position)
    if not Contact.objects.filter(conversation=left).exists():
        Conversation.objects.filter(id=left.id).update(state="closed", closed_at=at)
        log.write(left.id, at=at, kind="conversation.closed", by=contact.agent_id, into=str(joined.id))
    audit.record(by=by, at=at, action="contact_center.contact-joined", subject_id=joined.id)


def _bring(left: Conversation, joined: Conversation) -> None:
    """Who it is, if that was better known on this side."""
    if not joined.party_id or left.sureness in ("answered", "proved") and joined.sureness == "probable":
        Conversation.objects.filter(id=joined.id).update(
            party_id=left.party_id, sureness=left.sureness, sure_how=left.sure_how, sure_until=left.sure_until
        )


def _move_messages(contact: Contact, joined: Conversation, *, at: datetime, after: int) -> None:
    """What was written in this contact follows in its order, each at a new position of the conversation."""
    for message in Message.objects.filter(contact_id=contact.id).order_by("position"):
        after = log.write(joined.id, at=at, kind="message.moved", contact=contact)
        Message.objects.filter(id=message.id).update(conversation_id=joined.id, position=after)


def _locked(conversation_id: UUID) -> Conversation:
    row = Conversation.objects.select_for_update().filter(id=conversation_id).first()
    if row is None:
        raise NotFound
    return row


def _both(one: UUID, other: UUID) -> tuple[Conversation, Conversation]:
    """Two conversations, locked in the order of their ids."""
    found = {
        each.id: each for each in Conversation.objects.select_for_update().filter(id__in=[one, other]).order_by("id")
    }
    if len(found) != 2:
        raise NotFound
    return found[one], found[other]
