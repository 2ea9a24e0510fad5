"""What is written in a conversation."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.contact_center import log, policies
from digigov.modules.contact_center.commands.contacts import AlreadyOver
from digigov.modules.contact_center.loading import locked
from digigov.modules.contact_center.models import OVER, Contact, Message

LONGEST = 10_000


class NothingWritten(DomainError):
    code = "nothing-written"
    message = _("Write something first.")
    status = 422


@transaction.atomic
def take_message(
    *, by: Actor, at: datetime, contact_id: UUID, text: str, external_id: str | None = None, files: Sequence[UUID] = ()
) -> UUID:
    """
    What the citizen wrote, as a channel brings it. The same ``external_id`` again gives the same message.

    :raises NotAllowed: unless a channel brings it or an agent writes down what was said. :raises NothingWritten: if there is nothing.
    :raises AlreadyOver: if the contact has ended; a new one belongs to the same conversation.
    """
    policies.require_channel(by)
    contact = locked(contact_id)
    known = Message.objects.filter(contact_id=contact.id, external_id=external_id).first() if external_id else None
    if known is not None:
        return known.id
    if contact.state in OVER:
        raise AlreadyOver
    return _write(contact, "citizen", text, at=at, external_id=external_id, files=files)


@transaction.atomic
def write_message(
    *, by: Actor, at: datetime, contact_id: UUID, text: str, external_id: str | None = None, files: Sequence[UUID] = ()
) -> UUID:
    """
    What the agent answers; the channel sends it. The same ``external_id`` again (a button pressed twice) gives the same message.

    :raises NotAllowed: unless the contact is in this agent's hands. :raises NothingWritten: if there is nothing.
    :raises AlreadyOver: if the contact is not being answered.
    """
    contact = locked(contact_id)
    policies.require_holder(by, contact)
    known = Message.objects.filter(contact_id=contact.id, external_id=external_id).first() if external_id else None
    if known is not None:
        return known.id
    if contact.state not in ("active", "held", "wrap-up"):
        raise AlreadyOver
    return _write(contact, "agent", text, at=at, author_id=by.own_party, external_id=external_id, files=files)


@transaction.atomic
def add_note(*, by: Actor, at: datetime, contact_id: UUID, text: str) -> UUID:
    """
    What only agents read, with every contact of the conversation.

    :raises NotAllowed: unless an agent. :raises NothingWritten: if there is nothing.
    """
    agent_id = policies.require_agent(by)
    return _write(locked(contact_id), "note", text, at=at, author_id=agent_id)


@transaction.atomic
def say(*, by: Actor, at: datetime, contact_id: UUID, text: str) -> UUID:
    """What the machine says: that the centre is closed, how long it will take. :raises NotAllowed: unless the machine."""
    by.require_system()
    return _write(locked(contact_id), "machine", text, at=at)


def _write(
    contact: Contact, author: str, text: str, *, at: datetime, author_id: UUID | None = None,
    external_id: str | None = None, files: Sequence[UUID] = (),
) -> UUID:  # fmt: skip
    text = text.replace("\x00", "").strip()
    if not text and not files:
        raise NothingWritten
    if len(text) > LONGEST:
        raise InvalidInput({"text": _("This is too long. Send it in parts.")})
    position = log.write(
        contact.conversation_id, at=at, kind=f"message.{author}", contact=contact, by=author_id, characters=len(text)
    )
    made = Message.objects.create(
        conversation_id=contact.conversation_id, contact=contact, author=author, author_id=author_id, text=text,
        language=contact.language, files=list(files), position=position, written_at=at, external_id=external_id,
    )  # fmt: skip
    return made.id
