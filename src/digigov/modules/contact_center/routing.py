"""
Who gets what next: one statement that takes one waiting contact and one agent who can hold it, and gives it to them.

Order: ``rank_at``, the moment it came less what its priority is worth. As that never changes while it waits, nothing that comes later
than the worth of the highest priority can overtake it, and nothing waits for ever. Of several agents: whoever spoke with the person
last, then whoever has the skill and the language, then whoever has been idle longest.

Rows that somebody else is just taking are passed over, so any number of routers may ask at once. What one of them passes over is
taken by whoever held it, since each change that could let something go asks again after its commit.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from digigov.modules.contact_center import log
from digigov.modules.contact_center.models import Contact

HAS_ROOM = """CASE {lane} WHEN 'voice' THEN a.voice < a.voice_most
    WHEN 'text' THEN a.voice = 0 AND a.text < a.text_most
    ELSE a.voice = 0 AND a.text = 0 AND a.mail < a.mail_most END"""
KNOWS = "(c.skill = '' OR c.skill = ANY(a.skills)) AND (c.unit = '' OR a.units = '{}' OR c.unit = ANY(a.units))"
SPEAKS = "c.language = ANY(a.languages)"

# For each agent and lane with room the first that waits and that they may take; of these the first of all. The second half looks again
# at what it locks, since another router may just have taken it; that it waits it says in other words, and it sorts by the columns of
# ``best``, so that the planner goes to the few rows by their keys and never through the whole queue.
ASSIGN = f"""
WITH best AS MATERIALIZED (
    SELECT a.party_id, a.idle_since, first.*
    FROM contact_center_agent a
    CROSS JOIN (VALUES ('voice'), ('text'), ('mail')) AS lanes (lane)
    CROSS JOIN LATERAL (
        SELECT c.id, c.rank_at, (c.preferred_id = a.party_id) IS TRUE AS knew, {SPEAKS} AS speaks, ({KNOWS}) AS knows
        FROM contact_center_contact c
        WHERE c.state = 'waiting' AND c.lane = lanes.lane
          AND (c.open_at <= %(at)s OR ({SPEAKS} AND NOT a.party_id = ANY(c.not_to)))
          AND (c.widen_at <= %(at)s OR ({KNOWS}))
          AND (c.reserved_until IS NULL OR c.reserved_until <= %(at)s OR c.preferred_id = a.party_id)
        ORDER BY c.rank_at, c.id LIMIT 1
    ) AS first
    WHERE a.state = 'ready' AND {HAS_ROOM.format(lane="lanes.lane")}
), pair AS (
    SELECT c.id, c.lane, a.party_id
    FROM best JOIN contact_center_contact c ON c.id = best.id JOIN contact_center_agent a ON a.party_id = best.party_id
    WHERE c.agent_id IS NULL AND c.ended_at IS NULL AND a.state = 'ready' AND {HAS_ROOM.format(lane="c.lane")}
    ORDER BY best.rank_at, best.id, best.knew DESC, best.speaks DESC, best.knows DESC, best.idle_since, best.party_id
    LIMIT 1 FOR UPDATE OF c, a SKIP LOCKED
), hands AS (
    UPDATE contact_center_agent a SET
        voice = a.voice + (pair.lane = 'voice')::int,
        text = a.text + (pair.lane = 'text')::int,
        mail = a.mail + (pair.lane = 'mail')::int
    FROM pair WHERE a.party_id = pair.party_id
)
UPDATE contact_center_contact c SET state = 'offered', agent_id = pair.party_id, offered_at = %(at)s
FROM pair WHERE c.id = pair.id
RETURNING c.id, c.conversation_id, pair.party_id
"""  # noqa: S608 (only constants)


@dataclass(frozen=True, slots=True)
class Offer:
    contact_id: UUID
    conversation_id: UUID
    agent_id: UUID


@transaction.atomic
def assign_one(*, at: datetime) -> Offer | None:
    """Give the next contact to an agent; None if nothing waits that anybody free could take."""
    with connection.cursor() as cursor:
        cursor.execute(ASSIGN, {"at": at})
        found = cursor.fetchone()
    if found is None:
        return None
    offer = Offer(*found)
    log.write(
        offer.conversation_id, at=at, kind="contact.offered", contact=Contact(id=offer.contact_id), by=offer.agent_id
    )
    log.tell_desk(offer.agent_id)
    return offer


def assign_all(*, at: datetime) -> int:
    """Give out all that can be given out, each in a transaction of its own; how many that were."""
    count = 0
    while assign_one(at=at) is not None:
        count += 1
    return count


def after_commit(*, at: datetime) -> None:
    """Have waiting contacts given out once this transaction stands."""
    transaction.on_commit(partial(assign_all, at=at), robust=True)
