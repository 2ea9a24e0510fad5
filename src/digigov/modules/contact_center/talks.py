"""Which conversation somebody who comes goes on with."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digigov.kernel.references import next_reference
from digigov.modules.contact_center import log
from digigov.modules.contact_center.definitions import CenterPlan
from digigov.modules.contact_center.models import Contact, Conversation
from digigov.modules.parties.queries import find_by_address

KIND = "C"
SIGNED_IN = timedelta(hours=1)
OPEN_FOR = timedelta(days=14)  # so long what comes from the same address belongs to the same conversation


@dataclass(frozen=True, slots=True)
class Arrival:
    """
    What a channel knows of somebody who comes. ``address`` is theirs on that channel; ``external_id`` the channel's own id for this
    contact, so that the same one is taken once; ``conversation_id`` where a token or a thread says what it belongs to;
    ``party_id`` who is signed in, if somebody is, which proves it for ``SIGNED_IN``.
    """

    channel: str
    language: str = ""
    address: str = ""
    name: str = ""
    topic: str = ""
    subject: str = ""
    priority: int | None = None
    external_id: str | None = None
    conversation_id: UUID | None = None
    party_id: UUID | None = None
    direction: str = "in"


def find_or_begin(arrival: Arrival, plan: CenterPlan, *, at: datetime) -> tuple[Conversation, bool]:
    """The conversation that it belongs to, locked, or a new one."""
    found = _known(arrival, at=at)
    if found is not None:
        row = Conversation.objects.select_for_update().get(id=found)
        if row.state == "closed":
            Conversation.objects.filter(id=row.id).update(state="open", closed_at=None)
            log.write(row.id, at=at, kind="conversation.reopened")
        if arrival.party_id and row.party_id in (None, arrival.party_id):
            Conversation.objects.filter(id=row.id).update(**_who(arrival, at=at))
        return row, False
    made = Conversation.objects.create(
        reference=next_reference(kind=KIND, at=at),
        subject=arrival.subject[:200],
        topic=arrival.topic,
        language=arrival.language or plan.languages[0],
        **_who(arrival, at=at),
        opened_at=at,
        last_at=at,
    )
    return made, True


def _who(arrival: Arrival, *, at: datetime) -> dict[str, Any]:
    """Who it is, as far as the channel knows."""
    if arrival.party_id:
        proof = {"sureness": "proved", "sure_how": "signed-in", "sure_until": at + SIGNED_IN}
        return {"party_id": arrival.party_id, **proof}
    party_id = find_by_address(arrival.address)
    return {"party_id": party_id, "sureness": "probable", "sure_how": "address"} if party_id else {}


def _known(arrival: Arrival, *, at: datetime) -> UUID | None:
    if arrival.conversation_id is not None:
        found = Conversation.objects.filter(id=arrival.conversation_id).values_list("id", flat=True).first()
        if found is not None:
            return found
    if not arrival.address:
        return None
    since = at - OPEN_FOR
    rows = Contact.objects.filter(address=arrival.address, channel=arrival.channel, entered_at__gt=since)
    rows = rows.filter(conversation__state="open").order_by("-entered_at")
    return rows.values_list("conversation_id", flat=True).first()
