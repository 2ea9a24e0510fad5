"""How busy and how slow: what web processes count, kept by the minute for the operations page and for ever for monitoring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from digigov.modules.operations.rules import EDGES, NO_SLOTS, percentile

Row = tuple[int, int, int, Sequence[int]]  # requests, errors, turned away, slots


@dataclass(slots=True)
class Counted:
    """A heap of requests. ``slots`` by how long they took, ``seconds`` all of it."""

    requests: int = 0
    errors: int = 0
    turned_away: int = 0
    seconds: float = 0.0
    slots: list[int] = field(default_factory=lambda: list(NO_SLOTS))

    def add(self, *, status: int, seconds: float) -> None:
        self.requests += 1
        self.errors += status >= 500 and status != 503
        self.turned_away += status in (429, 503)
        self.seconds += seconds
        slot = next((number for number, edge in enumerate(EDGES) if seconds <= edge), len(EDGES))
        self.slots[slot] += 1

    def join(self, other: "Counted") -> None:
        self.requests += other.requests
        self.errors += other.errors
        self.turned_away += other.turned_away
        self.seconds += other.seconds
        self.slots = [a + b for a, b in zip(self.slots, other.slots, strict=True)]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some minutes of all web processes together; milliseconds are None where nothing was asked."""

    at: datetime
    minutes: int
    requests: int
    errors: int
    turned_away: int
    p50: int | None
    p95: int | None

    @property
    def per_minute(self) -> float:
        return self.requests / self.minutes


def stretch_of(*, at: datetime, minutes: int, rows: Iterable[Row]) -> Stretch:
    """The rows put together."""
    total = Counted()
    for requests, errors, turned_away, slots in rows:
        total.join(Counted(requests, errors, turned_away, 0.0, list(slots)))
    p50, p95 = percentile(total.slots, 0.5), percentile(total.slots, 0.95)
    return Stretch(at, minutes, total.requests, total.errors, total.turned_away, p50, p95)
