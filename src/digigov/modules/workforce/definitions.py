"""How the centre works: hours, promises, rest. ``DIGIGOV_WORKFORCE`` of the settings; what no source supports is assumed and shown so."""

from functools import cache
from typing import Any

from django.conf import settings
from pydantic import Field

from digigov.kernel.definitions import Definition, Slug
from digigov.modules.workforce.rules.erlang import Target
from digigov.modules.workforce.rules.history import Hours
from digigov.modules.workforce.rules.needs import Aims
from digigov.modules.workforce.rules.shifts import Terms


class Workforce(Definition):
    """
    The hours 07:00 to 19:00 on every day and ten agents are from the press release of the 311 opening; 80 % in 20 seconds is what
    contact centres commonly promise; the rest (rest, hours, breaks, chats, patience) is assumed until the country says it.
    """

    unit: Slug = "contact-centre"
    role: Slug = "contact-agent"
    opens: int = Field(default=7 * 60, ge=0, lt=24 * 60, multiple_of=30)
    closes: int = Field(default=19 * 60, gt=0, le=24 * 60, multiple_of=30)
    languages: tuple[str, ...] = ("en", "acf")
    share: float = Field(default=0.8, gt=0, lt=1)
    seconds: int = Field(default=20, ge=0, le=3600)
    chat_seconds: int = Field(default=60, ge=0, le=3600)
    chats_at_once: int = Field(default=3, ge=1, le=10)
    idle_used: float = Field(default=0.5, ge=0, le=1)
    patience: int = Field(default=180, ge=1, le=7200)
    shrinkage: float = Field(default=0.1, ge=0, lt=1)  # sickness, training, meetings; breaks are planned
    least_agents: int = Field(default=2, ge=0, le=50)
    weeks: int = Field(default=12, ge=2, le=104)  # of history looked at
    shift_minutes: int = Field(default=8 * 60 + 30, ge=60, le=12 * 60, multiple_of=30)
    rest_between_minutes: int = Field(default=11 * 60, ge=0, le=24 * 60)
    most_days: int = Field(default=5, ge=1, le=7)
    weekly_minutes: int = Field(default=40 * 60, ge=60, le=80 * 60)
    longest_stretch: int = Field(default=3 * 60, ge=30, le=12 * 60)

    @property
    def hours(self) -> Hours:
        return Hours(self.opens, self.closes)

    @property
    def terms(self) -> Terms:
        return Terms(
            shift_minutes=self.shift_minutes, rest_between=self.rest_between_minutes, most_days=self.most_days,
            weekly_minutes=self.weekly_minutes, longest_stretch=self.longest_stretch,
        )  # fmt: skip

    def aims(self, share: float | None = None, seconds: float | None = None) -> Aims:
        """Those of the settings, or another target for the telephone."""
        voice = Target(share or self.share, self.seconds if seconds is None else seconds)
        return Aims(voice, Target(self.share, self.chat_seconds), self.chats_at_once, self.idle_used)


def workforce() -> Workforce:
    return _read(tuple(sorted(settings.DIGIGOV_WORKFORCE.items())))


@cache
def _read(values: tuple[tuple[str, Any], ...]) -> Workforce:
    return Workforce.model_validate(dict(values))
