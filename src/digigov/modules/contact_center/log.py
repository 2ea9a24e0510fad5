"""The log: what happened, in order within its conversation, and word of it to whoever watches."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from digigov.modules.contact_center.models import Contact, Event

TALK = "digigov_talk"  # PostgreSQL's channel: a conversation and the position of what is new in it
DESK = "digigov_desk"  # and: the agent whose hands have changed
NEXT = "UPDATE contact_center_conversation SET position = position + 1, last_at = %s WHERE id = %s RETURNING position"


def write(
    conversation_id: UUID,
    *,
    at: datetime,
    kind: str,
    contact: Contact | None = None,
    by: UUID | None = None,
    **data: Any,
) -> int:
    """
    Add what happened and return its position; in the transaction of what happened, after every other row of it was locked. ``by`` is
    the agent; ``data`` holds codes and ids, never what names a citizen.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [at, conversation_id])
        position = int(cursor.fetchone()[0])
        cursor.execute("SELECT pg_notify(%s, %s)", [TALK, f"{conversation_id} {position}"])
    Event.objects.create(
        at=at,
        conversation_id=conversation_id,
        position=position,
        contact_id=contact.id if contact else None,
        kind=kind,
        agent_id=by,
        data=data,
    )
    return position


def tell_desk(agent_id: UUID) -> None:
    """What this agent has in hand is otherwise now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [DESK, str(agent_id)])
