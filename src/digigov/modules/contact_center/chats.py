"""What a citizen's browser may read with the key of its chat, and how it goes on after a broken link."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Q

from digigov.modules.contact_center.models import OVER, Chat, Contact, Message

MOST = 200  # messages in one reading
NO_MARK = ("", 0)


@dataclass(frozen=True, slots=True)
class ChatMessage:
    id: UUID
    position: int
    author: str  # citizen · agent · machine; never a note
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """
    How a chat stands and what is new in it. ``mark`` is given back the next time. ``state``: waiting · talking · over. ``is_final``:
    nothing will come any more. ``is_full``: there is more already.
    """

    conversation_id: UUID
    contact_id: UUID
    language: str
    topic: str
    state: str
    place: int
    is_final: bool
    messages: tuple[ChatMessage, ...]
    mark: str

    @property
    def is_full(self) -> bool:
        return len(self.messages) == MOST


def hash_of(token: str) -> str:
    """A key of 256 random bits needs no slow hash."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def read_chat(*, token: str, mark: str = "") -> Reading | None:
    """
    This chat's own words after ``mark``, in order; None without the key of a chat. An agent may join it to an older conversation: then
    all of it comes again, at its new places and with its old ids, and still nothing of what is older.
    """
    contact = Contact.objects.filter(id__in=Chat.objects.filter(token_hash=hash_of(token)).values("contact_id")).first()
    if contact is None:
        return None
    talk, after = _read(mark)
    here = contact.conversation_id.hex[-12:]
    rows = Message.objects.filter(contact_id=contact.id, position__gt=after if talk == here else 0)
    found = (
        rows.exclude(author="note").order_by("position").values_list("id", "position", "author", "text", "written_at")
    )
    messages = tuple(ChatMessage(*each) for each in found[:MOST])
    if messages:
        after = messages[-1].position
    elif talk != here:
        after = 0
    return Reading(
        conversation_id=contact.conversation_id, contact_id=contact.id, language=contact.language, topic=contact.topic,
        state=_state(contact), place=_place(contact), is_final=contact.state in OVER, messages=messages, mark=f"{here}.{after}",
    )  # fmt: skip


def mark_at(reading: Reading, message: ChatMessage) -> str:
    """Where somebody goes on who has this message and those before it."""
    return f"{reading.mark.partition('.')[0]}.{message.position}"


def _read(mark: str) -> tuple[str, int]:
    """What a browser sends back is believed only if it looks like ours; it can at most leave out what is its own."""
    talk, dot, position = mark.partition(".")
    if not dot or not position.isascii() or not position.isdecimal() or len(position) > 9:
        return NO_MARK
    return talk, int(position)


def _state(contact: Contact) -> str:
    if contact.ended_at is not None:
        return "over"
    return "waiting" if contact.state in ("waiting", "offered") else "talking"


def _place(contact: Contact) -> int:
    """1 is next; 0 for whoever does not wait."""
    if contact.state == "offered":
        return 1
    if contact.state != "waiting":
        return 0
    before = Q(rank_at__lt=contact.rank_at) | Q(rank_at=contact.rank_at, id__lt=contact.id)
    return Contact.objects.filter(before, state="waiting", lane=contact.lane).count() + 1
