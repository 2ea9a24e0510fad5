"""Which island is wanted."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from digigov.kernel.clock import local_zone
from digigov.rehearsal.island.figures import figures
from digigov.rehearsal.island.population import Population, population


@dataclass(frozen=True, slots=True)
class Size:
    people: int
    cases: int


# Of a million cases and ten thousand some are begun and not handed in.
SIZES = {"small": Size(200, 0), "town": Size(20_000, 110_000), "island": Size(180_000, 1_010_000)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """``only``: none but services and examples whose path holds this; '' for all."""

    people: int
    years: int = 2
    seed: int = 1
    until: date | None = None
    cases: int = 0
    only: str = ""

    @property
    def last_day(self) -> date:
        day: date = self.until or figures()["until"]
        return day

    @property
    def ends(self) -> datetime:
        """The midnight after its last day, at which it stands still."""
        return datetime.combine(self.last_day + timedelta(days=1), time(), local_zone()).astimezone(UTC)

    def population(self) -> Population:
        """:raises RangeFull: if there are more people than numbers kept for them."""
        return _population(self.people, self.seed, self.years, self.last_day)


@lru_cache(maxsize=1)
def _population(people: int, seed: int, years: int, last_day: date) -> Population:
    return population(people, seed, years=years, until=last_day)
