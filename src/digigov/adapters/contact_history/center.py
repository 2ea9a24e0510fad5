"""What came to the contact centre and how its agents stood, from its own log."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from digigov.kernel.adapters import Health
from digigov.kernel.clock import now
from digigov.modules.contact_center import queries
from digigov.modules.workforce.ports import Interval, Stretch

LANES = {"voice": "voice", "chat": "text", "mail": "mail"}
AS = {
    "ready": "ready",
    "after-call": "wrap-up",
    "break": "break",
    "meeting": "away",
    "training": "away",
    "away": "away",
}


class OwnLog:
    def intervals(self, channel: str, language: str, since: datetime, until: datetime) -> Sequence[Interval]:
        found = queries.list_half_hours(lane=LANES[channel], language=language, since=since, until=until)
        return [Interval(h.starts_at, 30, h.offered, h.handled, h.handled_seconds, h.abandoned) for h in found]

    def states(self, agent: UUID, day: date) -> Sequence[Stretch]:
        found = queries.list_states(agent_id=agent, day=day, at=now())
        return [Stretch(AS[each.state], each.begins, each.ends) for each in found]

    def check(self) -> Health:
        plan = queries.find_plan()
        return Health(True, "from the log of the contact centre" if plan else "no contact centre: no history")
