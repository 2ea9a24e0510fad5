"""
A chat, from the citizen's side. Whoever has the key that was given when it began reads and writes in it: this contact's words and no
others, whatever else its conversation holds. Nothing is found by a name or an address, so a stranger begins with an empty page.
"""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError
from digigov.modules.contact_center import log
from digigov.modules.contact_center.chats import hash_of
from digigov.modules.contact_center.commands.contacts import (
    AlreadyOver,
    abandon_contact,
    end_contact,
    receive_contact,
)
from digigov.modules.contact_center.commands.messages import say, take_message
from digigov.modules.contact_center.loading import locked
from digigov.modules.contact_center.models import Chat, Contact, Message
from digigov.modules.contact_center.plans import find_plan
from digigov.modules.contact_center.talks import Arrival

STANDING = ("waiting", "offered", "active", "held")
AT_ONCE = 200  # are ended in one round


class ChatUnknown(DomainError):
    code = "chat-unknown"
    message = _("This chat is not open in this browser. Begin a new one.")
    status = 403


@transaction.atomic
def begin_chat(*, by: Actor, at: datetime, arrival: Arrival) -> str:
    """
    Take a citizen's chat into the queue; returns the key, which is kept nowhere. The same ``external_id`` again is the same chat with a
    new key in place of the first, whose page the browser never showed; once it is over, a chat of its own.

    :raises NotAllowed: unless the channel does it. Otherwise as ``receive_contact``.
    """
    by.require_system()
    if _is_over(arrival.external_id):
        arrival = replace(arrival, external_id=None)
    contact_id = receive_contact(by=by, at=at, arrival=arrival)
    token = secrets.token_urlsafe(32)
    Chat.objects.update_or_create(contact_id=contact_id, defaults={"token_hash": hash_of(token), "seen_at": at})
    return token


def _is_over(external_id: str | None) -> bool:
    found = Contact.objects.filter(channel="chat", external_id=external_id) if external_id else Contact.objects.none()
    return found.exclude(state__in=STANDING).exists()


@transaction.atomic
def write_in_chat(*, by: Actor, at: datetime, token: str, text: str, external_id: str | None = None) -> None:
    """
    What the citizen wrote. The same ``external_id`` again is taken once.

    :raises NotAllowed: unless the channel brings it. :raises ChatUnknown: without the key of a chat.
    :raises AlreadyOver: once it has ended. :raises NothingWritten: if there is nothing.
    """
    contact = _opened(by, token)
    if contact.ended_at is not None:
        raise AlreadyOver
    take_message(by=by, at=at, contact_id=contact.id, text=text, external_id=external_id)
    Chat.objects.filter(contact_id=contact.id, seen_at__lt=at).update(seen_at=at)


@transaction.atomic
def note_here(*, by: Actor, at: datetime, token: str) -> None:
    """The citizen's browser still shows the chat. :raises NotAllowed: and :raises ChatUnknown: as above."""
    by.require_system()
    if not Chat.objects.filter(token_hash=hash_of(token)).update(seen_at=at):
        raise ChatUnknown


@transaction.atomic
def leave_chat(*, by: Actor, at: datetime, token: str) -> None:
    """The citizen ends it. Harmless when repeated. :raises NotAllowed: and :raises ChatUnknown: as above."""
    _end(_opened(by, token), by=by, at=at)


def end_silent_chats(*, by: Actor, at: datetime) -> int:
    """
    End chats whose page is gone from the citizen's browser, or in which they have said nothing for long though they were answered;
    and say so in them. How many. :raises NotAllowed: unless the machine.
    """
    by.require_system()
    plan = find_plan()
    if plan is None:
        return 0
    gone = at - timedelta(minutes=plan.chats.gone_minutes)
    silent = at - timedelta(minutes=plan.chats.silent_minutes)
    spoken = Message.objects.filter(contact_id=OuterRef("contact_id"), author="citizen", written_at__gte=silent)
    rows = Chat.objects.filter(contact__state__in=STANDING)
    is_silent = Q(contact__state="active", contact__answered_at__lt=silent) & ~Q(
        Exists(spoken)
    )  # who waits may be silent
    found = rows.filter(Q(seen_at__lt=gone) | is_silent).values_list("contact_id", "seen_at")
    return sum(
        _end_silent(contact_id, by=by, at=at, why="gone" if seen_at < gone else "silent")
        for contact_id, seen_at in list(found[:AT_ONCE])
    )


@transaction.atomic
def _end_silent(contact_id: UUID, *, by: Actor, at: datetime, why: str) -> bool:
    contact = locked(contact_id)
    if contact.state not in STANDING:
        return False
    with translation.override(contact.language):
        say(
            by=by, at=at, contact_id=contact.id,
            text=_now("We heard nothing from you for a while, so this chat has ended. Begin a new one at any time."),
        )  # fmt: skip
    log.write(contact.conversation_id, at=at, kind="chat.silent", contact=contact, why=why)
    _end(contact, by=by, at=at)
    return True


def _opened(by: Actor, token: str) -> Contact:
    by.require_system()
    contact_id = Chat.objects.filter(token_hash=hash_of(token)).values_list("contact_id", flat=True).first()
    if contact_id is None:
        raise ChatUnknown
    return locked(contact_id)


def _end(contact: Contact, *, by: Actor, at: datetime) -> None:
    if contact.state in ("waiting", "offered"):
        abandon_contact(by=by, at=at, contact_id=contact.id)
    else:
        end_contact(by=by, at=at, contact_id=contact.id)
