"""
What can be asked of the centre. What shows what somebody said or who they are writes who looked; how much of it is shown follows from how
far it is known who is on the line (``rules.Sureness``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.kernel.references import parse_reference
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.contact_center import policies, rules
from digigov.modules.contact_center.chats import Reading, mark_at, read_chat
from digigov.modules.contact_center.history import list_half_hours, list_states
from digigov.modules.contact_center.hours import is_open, opening
from digigov.modules.contact_center.in_hand import list_positions_in_hand
from digigov.modules.contact_center.models import (
    BUSY,
    Agent,
    Callback,
    CaseLink,
    Contact,
    Conversation,
    Event,
    Message,
)
from digigov.modules.contact_center.plans import find_plan, get_plan
from digigov.modules.contact_center.rules import Sureness
from digigov.modules.parties.queries import names_of

WHY = Purpose("answer-contact")

__all__ = [
    "Reading",
    "Sureness",
    "find_plan",
    "get_plan",
    "is_open",
    "list_half_hours",
    "list_positions_in_hand",
    "list_states",
    "mark_at",
    "opening",
    "read_chat",
]


@dataclass(frozen=True, slots=True)
class InHand:
    """A contact that is offered to an agent or in their hands."""

    id: UUID
    conversation_id: UUID
    channel: str
    lane: str
    state: str
    language: str
    topic: str
    name: str
    since: datetime
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    position: int
    author: str
    author_name: str
    text: str
    files: tuple[UUID, ...]
    at: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A contact of before. What was said in it is not here."""

    id: UUID
    conversation_id: UUID
    channel: str
    topic: str
    at: datetime
    solved: bool | None
    wrap_up: str
    agent: str
    is_same_conversation: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """
    All that an agent's desk shows of a contact. ``sureness`` is what counts now; ``person`` is '' until somebody is verified,
    and ``cases`` are none; ``said`` is what was said in this contact alone unless they have answered for themselves.
    """

    contact: InHand
    reference: str
    subject: str
    is_open: bool
    sureness: Sureness
    sure_how: str
    sure_until: datetime | None
    party_id: UUID | None
    person: str
    address: str
    owner: str
    said: tuple[Said, ...]
    earlier: PageOf[Earlier]
    case_ids: tuple[UUID, ...]
    callback_id: UUID | None


@transaction.atomic
def list_in_hand(*, viewer: Actor) -> tuple[InHand, ...]:
    """What is offered to this agent or in their hands, oldest first; never many. :raises NotAllowed: unless an agent."""
    agent_id = policies.require_agent(viewer)
    rows = Contact.objects.filter(agent_id=agent_id, state__in=BUSY).order_by("entered_at", "id")
    return tuple(_in_hand(each) for each in rows[:30])


@transaction.atomic
def get_talk(*, viewer: Actor, at: datetime, contact_id: UUID, page: Page) -> Talk:
    """
    A contact with the conversation that it belongs to, and note who looked.

    :raises NotAllowed: unless it is in this agent's hands, or the manager looks. :raises NotFound: if there is none.
    """
    contact = Contact.objects.filter(id=contact_id).first()
    if contact is None:
        raise NotFound
    policies.require_holder(viewer, contact)
    talk = Conversation.objects.get(id=contact.conversation_id)
    sure = rules.sureness(talk.sureness, until=talk.sure_until, at=at)
    if talk.party_id:
        audit.record_read(
            by=viewer, at=at, purpose=WHY, subjects=[talk.party_id], action="contact_center.contact-shown",
            fields=[sure.name.lower()],
        )  # fmt: skip
    names = names_of([each for each in (talk.party_id, talk.owner_id) if each])
    promised = Callback.objects.filter(contact_id=contact.id, state="queued").values_list("id", flat=True).first()
    return Talk(
        contact=_in_hand(contact),
        reference=talk.reference,
        subject=talk.subject,
        is_open=talk.state == "open",
        sureness=sure,
        sure_how=talk.sure_how,
        sure_until=talk.sure_until if sure > Sureness.PROBABLE else None,
        party_id=talk.party_id,
        person=names.get(talk.party_id, "") if talk.party_id and sure > Sureness.PROBABLE else "",
        address=contact.address,
        owner=names.get(talk.owner_id, "") if talk.owner_id else "",
        said=_said(contact, everything=sure > Sureness.PROBABLE),
        earlier=_earlier(contact, talk, page),
        case_ids=_cases(talk.id) if sure > Sureness.PROBABLE else (),
        callback_id=promised,
    )


def _in_hand(row: Contact) -> InHand:
    since = row.ended_at or row.answered_at or row.offered_at or row.entered_at
    return InHand(
        row.id,
        row.conversation_id,
        row.channel,
        row.lane,
        row.state,
        row.language,
        row.topic,
        row.name,
        since,
        row.entered_at,
    )


def _said(contact: Contact, *, everything: bool) -> tuple[Said, ...]:
    """The newest two hundred, oldest first. What another contact of the conversation holds only with ``everything``; notes always."""
    rows = Message.objects.filter(conversation_id=contact.conversation_id).select_related("contact")
    if not everything:
        rows = rows.filter(Q(contact_id=contact.id) | Q(author="note"))
    found = list(rows.order_by("-position")[:200])[::-1]
    names = names_of({each.author_id for each in found if each.author_id})
    return tuple(
        Said(
            each.position,
            each.author,
            names.get(each.author_id, "") if each.author_id else "",
            each.text,
            tuple(each.files),
            each.written_at,
            each.contact.channel,
        )  # fmt: skip
        for each in found
    )


def _earlier(contact: Contact, talk: Conversation, page: Page) -> PageOf[Earlier]:
    """Contacts of this conversation and of the person before this one: when, how and about what, newest first."""
    rows = Contact.objects.filter(conversation_id=talk.id)
    if talk.party_id:
        theirs = Conversation.objects.filter(party_id=talk.party_id).values("id")
        rows = Contact.objects.filter(conversation_id__in=theirs)
    rows = rows.exclude(id=contact.id).order_by("-entered_at", "-id")
    agents: dict[UUID, str] = {}

    def view(row: Contact) -> Earlier:
        name = agents.get(row.agent_id, "") if row.agent_id else ""
        is_same = row.conversation_id == talk.id
        return Earlier(
            row.id, row.conversation_id, row.channel, row.topic, row.entered_at, row.solved, row.wrap_up, name, is_same
        )

    found = list(rows[(page.number - 1) * page.size : page.number * page.size + 1])
    agents |= names_of({each.agent_id for each in found if each.agent_id})
    return PageOf(tuple(view(each) for each in found[: page.size]), page.number, page.size, len(found) > page.size)


def _cases(conversation_id: UUID) -> tuple[UUID, ...]:
    rows = CaseLink.objects.filter(conversation_id=conversation_id).order_by("-linked_at", "id")
    return tuple(rows.values_list("case_id", flat=True)[:50])


@dataclass(frozen=True, slots=True)
class Waiting:
    """A contact in the queue."""

    id: UUID
    channel: str
    language: str
    topic: str
    priority: int
    entered_at: datetime
    name: str


def list_waiting(*, viewer: Actor, page: Page) -> PageOf[Waiting]:
    """The queue, in its order. :raises NotAllowed: unless an agent."""
    policies.require_agent(viewer)
    rows = Contact.objects.filter(state="waiting").order_by("rank_at", "id")
    return page.of(rows, lambda r: Waiting(r.id, r.channel, r.language, r.topic, r.priority, r.entered_at, r.name))


def count_waiting() -> dict[str, int]:
    """How many wait, by lane."""
    rows = Contact.objects.filter(state="waiting").values_list("lane").annotate(count=Count("id")).order_by()
    return dict(rows)


def place_of(contact_id: UUID) -> int:
    """How many of its lane are before it, and itself: 1 is next. 0 if it does not wait."""
    row = Contact.objects.filter(id=contact_id, state="waiting").first()
    if row is None:
        return 0
    return Contact.objects.filter(state="waiting", lane=row.lane, rank_at__lt=row.rank_at).count() + 1


@dataclass(frozen=True, slots=True)
class Colleague:
    """An agent, as all agents see each other."""

    party_id: UUID
    name: str
    state: str
    since: datetime
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    in_hand: int


def list_agents(*, viewer: Actor, page: Page) -> PageOf[Colleague]:
    """Who is at work and how they stand, those who are ready first. :raises NotAllowed: unless an agent."""
    policies.require_agent(viewer)
    rows = Agent.objects.exclude(state="off").order_by("-state", "state_since", "party_id")
    names = names_of(rows.values_list("party_id", flat=True)[:500])
    return page.of(
        rows,
        lambda r: Colleague(
            r.party_id,
            names.get(r.party_id, ""),
            r.state,
            r.state_since,
            tuple(r.languages),
            tuple(r.skills),
            r.voice + r.text + r.mail,
        ),  # fmt: skip
    )


def find_own_state(*, viewer: Actor) -> tuple[str, datetime | None]:
    """How this agent stands, and since when. :raises NotAllowed: unless an agent."""
    row = Agent.objects.filter(party_id=policies.require_agent(viewer)).first()
    return (row.state, row.state_since) if row else ("off", None)


@dataclass(frozen=True, slots=True)
class Logged:
    position: int
    at: datetime
    kind: str
    contact_id: UUID | None


def list_log(*, conversation_ids: Iterable[UUID], after: int = 0) -> tuple[Logged, ...]:
    """What happened in these conversations after a position, in order; at most five hundred at once."""
    rows = Event.objects.filter(conversation_id__in=list(conversation_ids), position__gt=after).order_by("position")
    return tuple(Logged(each.position, each.at, each.kind, each.contact_id) for each in rows[:500])


def list_callback_times(*, at: datetime) -> tuple[datetime, ...]:
    """Times for which a call can still be promised, soonest first: each window within the hours that is not full."""
    plan = get_plan().callbacks
    window = timedelta(minutes=plan.window_minutes)
    until = at + timedelta(days=plan.days_ahead)
    taken = Callback.objects.filter(state="booked", due_at__gt=at).values_list("due_at").annotate(n=Count("id"))
    full = {due for due, n in taken.order_by() if n >= plan.most}
    found: list[datetime] = []
    here = at
    while here < until and len(found) < 200:
        now = opening(at=here)
        if now.changes_at is None:
            break
        if not now.is_open:
            here = now.changes_at
            continue
        starts = _next_window(here, plan.window_minutes)
        while starts < now.changes_at and starts <= until:
            if starts > at and starts not in full:
                found.append(starts)
            starts += window
        here = now.changes_at
    return tuple(found)


def _next_window(at: datetime, minutes: int) -> datetime:
    """The next moment at which a window begins: every so many minutes of the clock."""
    seconds = minutes * 60
    stamp = int(at.timestamp())
    return at.replace(microsecond=0) + timedelta(seconds=(-stamp) % seconds)


def conversation_of(*, viewer: Actor, contact_id: UUID) -> UUID:
    """:raises NotAllowed: unless an agent. :raises NotFound: if there is no such contact."""
    policies.require_agent(viewer)
    found = Contact.objects.filter(id=contact_id).values_list("conversation_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def find_by_reference(*, viewer: Actor, reference: str) -> UUID | None:
    """The conversation with that number, as somebody reads it out. :raises NotAllowed: unless an agent."""
    policies.require_agent(viewer)
    whole = parse_reference(reference)
    return Conversation.objects.filter(reference=whole).values_list("id", flat=True).first() if whole else None
