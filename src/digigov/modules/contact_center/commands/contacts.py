"""A contact from its first ring to its wrap-up."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.audit import commands as audit
from digigov.modules.contact_center import log, policies, routing, rules
from digigov.modules.contact_center.definitions import CenterPlan, Channel
from digigov.modules.contact_center.hours import is_open
from digigov.modules.contact_center.loading import hand_back, locked, locked_as, take_up
from digigov.modules.contact_center.models import OVER, Agent, Contact, Conversation
from digigov.modules.contact_center.plans import get_plan
from digigov.modules.contact_center.talks import Arrival, find_or_begin


class CenterClosed(DomainError):
    code = "center-closed"
    message = _("The contact centre is closed now. Leave a message, or choose when we should call you.")


class NoSuchChannel(DomainError):
    code = "no-such-channel"
    message = _("The contact centre cannot be reached this way.")
    status = 404


class NotWaiting(DomainError):
    code = "contact-taken"
    message = _("This contact is no longer offered to you.")


class AlreadyOver(DomainError):
    code = "contact-over"
    message = _("This contact has ended already.")


@transaction.atomic
def receive_contact(*, by: Actor, at: datetime, arrival: Arrival) -> UUID:
    """
    Take in a contact and put it into the queue. Whoever is known by the address, or wrote from it within two weeks, goes on in the
    same conversation. The same ``external_id`` again gives the same contact.

    :raises NotAllowed: unless a channel or an agent does it. :raises NoSuchChannel: if the plan does not have it.
    :raises CenterClosed: for a call or a chat outside the hours, which nobody would answer.
    :raises InvalidInput: for a topic or a language that there is not.
    """
    policies.require_channel(by)
    plan = get_plan()
    channel = _channel(plan, arrival)
    if arrival.external_id:
        _one_at_a_time(channel.id, arrival.external_id)
        known = Contact.objects.filter(channel=channel.id, external_id=arrival.external_id).first()
        if known is not None:
            return known.id
    if channel.id in ("voice", "chat") and arrival.direction == "in" and not is_open(at=at):
        raise CenterClosed
    conversation, is_new = find_or_begin(arrival, plan, at=at)
    contact = _enter(conversation, arrival, plan, channel, at=at)
    if is_new:
        log.write(conversation.id, at=at, kind="conversation.opened", contact=contact)
    log.write(
        conversation.id, at=at, kind="contact.entered", contact=contact,
        channel=channel.id, lane=contact.lane, language=contact.language, topic=contact.topic, unit=contact.unit,
        priority=contact.priority, direction=contact.direction,
    )  # fmt: skip
    audit.record(by=by, at=at, action="contact_center.contact-received", subject_id=contact.id)
    routing.after_commit(at=at)
    return contact.id


@transaction.atomic
def receive_own_contact(*, by: Actor, at: datetime, arrival: Arrival) -> UUID:
    """
    Write down somebody who stands before the agent, or rang on a line that no machine answers. It is theirs at once and does not wait.

    :raises NotAllowed: unless an agent. :raises HandsFull: if their hands are full. And as ``receive_contact``.
    """
    agent_id = policies.require_agent(by)
    contact_id = receive_contact(by=by, at=at, arrival=arrival)
    contact = locked(contact_id)
    take_up(contact, agent_id)
    Contact.objects.filter(id=contact_id).update(state="active", agent_id=agent_id, offered_at=at, answered_at=at)
    Conversation.objects.filter(id=contact.conversation_id, owner_id=None).update(owner_id=agent_id)
    log.write(contact.conversation_id, at=at, kind="contact.answered", contact=contact, by=agent_id)
    return contact_id


def _one_at_a_time(channel: str, external_id: str) -> None:
    """The same contact may be brought twice in one moment; the second waits for the first, and then finds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [channel, external_id])


def _channel(plan: CenterPlan, arrival: Arrival) -> Channel:
    channel = plan.channel(arrival.channel)
    if channel is None:
        raise NoSuchChannel
    wrong = {}
    if arrival.language and arrival.language not in plan.languages:
        wrong["language"] = _("Choose a language that the centre speaks.")
    if arrival.topic and plan.topic(arrival.topic) is None:
        wrong["topic"] = _("Choose what it is about.")
    if wrong:
        raise InvalidInput(wrong)
    return channel


def _enter(talk: Conversation, arrival: Arrival, plan: CenterPlan, channel: Channel, *, at: datetime) -> Contact:
    topic = plan.topic(arrival.topic or talk.topic)
    priority = channel.priority if arrival.priority is None else arrival.priority
    place = rules.place(channel, plan.routing, at=at, priority=priority)
    preferred = _last_agent(talk, plan, at=at)
    return Contact.objects.create(
        conversation=talk,
        channel=channel.id,
        lane=channel.lane,
        direction=arrival.direction,
        address=arrival.address,
        name=arrival.name[:120],
        language=arrival.language or talk.language,
        topic=topic.id if topic else "",
        skill=rules.skill_of(topic),
        unit=topic.unit if topic else "",
        priority=priority,
        entered_at=at,
        rank_at=place.rank_at,
        widen_at=place.widen_at,
        open_at=place.open_at,
        preferred_id=preferred,
        reserved_until=at + timedelta(seconds=plan.routing.last_agent) if preferred else None,
        external_id=arrival.external_id,
    )


def _last_agent(talk: Conversation, plan: CenterPlan, *, at: datetime) -> UUID | None:
    """Whoever spoke last in this conversation, or with this person, if not long ago and now at work."""
    since = at - timedelta(days=plan.routing.last_agent_days)
    rows = Contact.objects.filter(conversation_id=talk.id)
    if talk.party_id:
        rows = Contact.objects.filter(conversation__party_id=talk.party_id)
    spoke = rows.exclude(answered_at=None).filter(answered_at__gt=since).order_by("-answered_at")
    last = spoke.values_list("agent_id", flat=True).first()
    return (
        Agent.objects.filter(party_id=last, state="ready").values_list("party_id", flat=True).first() if last else None
    )


@transaction.atomic
def accept_contact(*, by: Actor, at: datetime, contact_id: UUID) -> None:
    """
    Answer what is offered. Whoever answers first in a conversation answers for it to the citizen.

    :raises NotAllowed: unless it is this agent's. :raises NotWaiting: if it was not answered in time or the caller has gone.
    """
    agent_id = policies.require_agent(by)
    contact = locked(contact_id)
    if contact.state != "offered" or contact.agent_id != agent_id:
        raise NotWaiting
    Contact.objects.filter(id=contact.id).update(state="active", answered_at=contact.answered_at or at)
    Conversation.objects.filter(id=contact.conversation_id, owner_id=None).update(owner_id=agent_id)
    log.write(contact.conversation_id, at=at, kind="contact.answered", contact=contact, by=agent_id)
    audit.record(by=by, at=at, action="contact_center.contact-answered", subject_id=contact.id)


@transaction.atomic
def decline_contact(*, by: Actor, at: datetime, contact_id: UUID) -> None:
    """
    Give back what is offered; it keeps its place and goes to somebody else.

    :raises NotAllowed: unless it is this agent's. :raises NotWaiting: if it is offered no longer.
    """
    agent_id = policies.require_agent(by)
    contact = locked(contact_id)
    if contact.state != "offered" or contact.agent_id != agent_id:
        raise NotWaiting
    hand_back(contact, at=at, kind="contact.declined", why="declined")
    routing.after_commit(at=at)


@transaction.atomic
def hold_contact(*, by: Actor, at: datetime, contact_id: UUID, hold: bool) -> None:
    """Have the citizen wait a moment, or go on. :raises NotAllowed: :raises AlreadyOver: as below."""
    contact = locked_as(by, contact_id, states=("active", "held"), otherwise=AlreadyOver)
    if (contact.state == "held") == hold:
        return
    Contact.objects.filter(id=contact.id).update(state="held" if hold else "active")
    kind = "contact.held" if hold else "contact.resumed"
    log.write(contact.conversation_id, at=at, kind=kind, contact=contact, by=contact.agent_id)


@transaction.atomic
def end_contact(*, by: Actor, at: datetime, contact_id: UUID) -> None:
    """
    The talk is over; the agent still has it in hand until it is wrapped up. Harmless when repeated.

    :raises NotAllowed: unless it is this agent's, the manager's, or the channel says so.
    """
    contact = locked(contact_id)
    if not by.is_system:
        policies.require_holder(by, contact)
    if contact.state not in ("active", "held"):
        return
    Contact.objects.filter(id=contact.id).update(state="wrap-up", ended_at=at, outcome="answered")
    log.write(contact.conversation_id, at=at, kind="contact.ended", contact=contact, by=contact.agent_id)


@transaction.atomic
def abandon_contact(*, by: Actor, at: datetime, contact_id: UUID) -> None:
    """
    Whoever waited has gone. Of one that is being answered or is over nothing changes.

    :raises NotAllowed: unless a channel says so.
    """
    by.require_system()
    contact = locked(contact_id)
    if contact.state not in ("waiting", "offered"):
        return
    if contact.state == "offered":
        hand_back(contact, at=at, kind="contact.withdrawn", why="gone")
    Contact.objects.filter(id=contact.id).update(state="abandoned", ended_at=at, outcome="abandoned")
    log.write(contact.conversation_id, at=at, kind="contact.abandoned", contact=contact)
    audit.record(by=by, at=at, action="contact_center.contact-abandoned", subject_id=contact.id)
    routing.after_commit(at=at)


@transaction.atomic
def wrap_up_contact(
    *, by: Actor, at: datetime, contact_id: UUID, wrap_up: str, solved: bool | None = None, close: bool = False
) -> None:
    """
    Say how it ended; the agent's hands are free again. ``close``: the citizen's business is done, unless another contact of the
    conversation still goes on.

    :raises NotAllowed: unless it is this agent's. :raises InvalidInput: for a code that there is not.
    :raises AlreadyOver: if it was wrapped up before.
    """
    contact = locked_as(by, contact_id, states=("active", "held", "wrap-up"), otherwise=AlreadyOver)
    code = get_plan().wrap_up(wrap_up)
    if code is None:
        raise InvalidInput({"wrap_up": _("Choose how it ended.")})
    is_solved = code.solved if code.solved is not None else solved
    if contact.state != "wrap-up":
        log.write(contact.conversation_id, at=at, kind="contact.ended", contact=contact, by=contact.agent_id)
    hand_back(contact, at=at, kind="", why="")
    Contact.objects.filter(id=contact.id).update(
        state="ended", agent_id=contact.agent_id, ended_at=contact.ended_at or at, wrapped_at=at, outcome="answered",
        wrap_up=code.id, solved=is_solved,
    )  # fmt: skip
    log.write(
        contact.conversation_id, at=at, kind="contact.wrapped", contact=contact, by=contact.agent_id, code=code.id,
        solved=is_solved,
    )  # fmt: skip
    still = Contact.objects.filter(conversation_id=contact.conversation_id).exclude(state__in=OVER).exists()
    if close and not still:
        Conversation.objects.filter(id=contact.conversation_id).update(state="closed", closed_at=at)
        log.write(contact.conversation_id, at=at, kind="conversation.closed", contact=contact, by=contact.agent_id)
    audit.record(by=by, at=at, action="contact_center.contact-wrapped-up", subject_id=contact.id)
    routing.after_commit(at=at)
