"""
What this room needs from whoever holds the contacts. Slots ``contact-history`` and ``agent-presence`` of ``DIGIGOV_ADAPTERS``.

``adapters/contact_history`` fits both with the log of ``contact_center``, one floor below; a rehearsal makes up a history that
is marked as such.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from digigov.kernel.adapters import Health
from digigov.modules.workforce.rules.adherence import Stretch

CHANNELS = ("voice", "chat", "mail")

__all__ = ["CHANNELS", "History", "Interval", "Presence", "Stretch"]


@dataclass(frozen=True, slots=True)
class Interval:
    """
    So many ``minutes`` from ``starts_at``: ``offered`` came, ``handled`` of them were helped and took ``handled_seconds`` together, with
    writing up. ``abandoned`` gave up. Every interval in which the centre was open is there, also an empty one.
    """

    starts_at: datetime
    minutes: int
    offered: int
    handled: int
    handled_seconds: float
    abandoned: int = 0


class History(Protocol):
    def intervals(self, channel: str, language: str, since: datetime, until: datetime) -> Sequence[Interval]:
        """In order; ``channel`` one of ``CHANNELS``, ``language`` a code or '' for all. Intervals of 30 minutes or an even part of that."""
        ...

    def check(self) -> Health: ...


class Presence(Protocol):
    def states(self, agent: UUID, day: date) -> Sequence[Stretch]:
        """What an agent (a party) was doing on a day, in order; what goes on still ends now."""
        ...

    def check(self) -> Health: ...
