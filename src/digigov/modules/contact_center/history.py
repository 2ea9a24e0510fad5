"""What has come, by half hour, and how agents stood: counted from the log, for whoever plans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection

from digigov.kernel.clock import local_zone
from digigov.modules.contact_center.hours import open_halves
from digigov.modules.contact_center.models import AgentState

HALF = timedelta(minutes=30)
COUNT = """
WITH came AS (
    SELECT contact_id, at FROM contact_center_event
    WHERE kind = 'contact.entered' AND at >= %(since)s AND at < %(until)s AND data->>'lane' = %(lane)s
      AND (%(language)s = '' OR data->>'language' = %(language)s)
), fate AS (
    SELECT came.contact_id, came.at,
        min(e.at) FILTER (WHERE e.kind = 'contact.answered') AS answered,
        max(e.at) FILTER (WHERE e.kind = 'contact.wrapped') AS wrapped,
        bool_or(e.kind = 'contact.abandoned') AS gave_up
    FROM came JOIN contact_center_event e ON e.contact_id = came.contact_id
    GROUP BY came.contact_id, came.at
)
SELECT date_bin('30 minutes', at, 'epoch'), count(*), count(*) FILTER (WHERE wrapped > answered),
    coalesce(extract(epoch FROM sum(wrapped - answered) FILTER (WHERE wrapped > answered)), 0),
    count(*) FILTER (WHERE gave_up)
FROM fate GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class HalfHour:
    """What came within 30 minutes from ``starts_at``; ``handled_seconds`` from the first answer to the end of the wrap-up."""

    starts_at: datetime
    offered: int
    handled: int
    handled_seconds: float
    abandoned: int


def list_half_hours(*, lane: str, language: str, since: datetime, until: datetime) -> tuple[HalfHour, ...]:
    """In order, also empty ones while the centre was open; ``language`` a code or '' for all."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"since": since, "until": until, "lane": lane, "language": language})
        found = {row[0]: HalfHour(row[0], row[1], row[2], float(row[3]), row[4]) for row in cursor.fetchall()}
    for starts_at in open_halves(since=since, until=until):
        found.setdefault(starts_at, HalfHour(starts_at, 0, 0, 0.0, 0))
    return tuple(found[each] for each in sorted(found) if since <= each < until)


@dataclass(frozen=True, slots=True)
class Stood:
    """How an agent stood, from when until when; what goes on still ends now."""

    state: str
    begins: datetime
    ends: datetime


def list_states(*, agent_id: UUID, day: date, at: datetime) -> Sequence[Stood]:
    """Of one day, in order; without the times at which they were not at work."""
    begins = datetime.combine(day, time(0), local_zone())
    ends = min(begins + timedelta(days=1), at)
    rows = AgentState.objects.filter(party_id=agent_id, at__lt=ends)
    before = rows.filter(at__lt=begins).order_by("-at", "-id").values_list("state", flat=True).first()
    changes = [(begins, before or "off"), *rows.filter(at__gte=begins).order_by("at", "id").values_list("at", "state")]
    until = [moment for moment, _state in changes[1:]] + [ends]
    return tuple(
        Stood(state, since, stops)
        for (since, state), stops in zip(changes, until, strict=True)
        if state != "off" and since < stops
    )
