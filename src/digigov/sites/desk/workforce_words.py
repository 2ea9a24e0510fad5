"""What the pages of shifts and staffing have in common: days and numbers that were typed, words for codes, the drawn need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from digigov.kernel.clock import local_date, now
from digigov.modules.workforce.commands import FAULTS

HERE = "desk:workforce"
SURE: dict[str, Any] = {
    "rough": _("rough: two or three weeks of history, no trend yet"),
    "fair": _("fair: four to seven weeks of history"),
    "good": _("good: eight weeks of history or more"),
}
CHANNELS: dict[str, Any] = {"voice": _("Telephone"), "chat": _("Chat"), "mail": _("E-mail")}
WISHES: dict[str, Any] = {"off": _("Rather not work"), "early": _("Rather early"), "late": _("Rather late")}
LEAVES: dict[str, Any] = {
    "asked": _("Waits for the manager"), "granted": _("Granted"), "refused": _("Refused"), "taken-back": _("Taken back"),
}  # fmt: skip
SWAPS: dict[str, Any] = {
    "asked": _("Waits for the colleague"), "agreed": _("Waits for the manager"), "granted": _("Done"),
    "refused": _("Refused"), "taken-back": _("Taken back"),
}  # fmt: skip
BROKEN: dict[str, Any] = {**FAULTS, "no-agent": _("This person holds no agent's post any more.")}
TALL = 120.0


def day_typed(text: str | None) -> date | None:
    """A day as a date field sends it; None for anything else, and for years that no plan has."""
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if 2020 <= found.year <= 2100 else None


def day_asked(text: str | None, *, ahead: int = 0) -> date:
    """The day of the address; else today, or so many days ahead."""
    return day_typed(text) or local_date(now()) + timedelta(days=ahead)


def number_typed(text: str, *, most: float) -> float | None:
    """A number of 0 or more; None for anything else."""
    text = text.strip().replace(",", ".")
    if not (text.isascii() and len(text) < 9 and text.replace(".", "", 1).isdigit()):
        return None
    found = float(text)
    return found if found <= most else None


def language_names() -> dict[str, Any]:
    return dict(settings.LANGUAGES)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@dataclass(frozen=True, slots=True)
class Column:
    """A half hour as drawn: three parts on top of each other."""

    x: int
    time: str
    voice: float
    chat: float
    mail: float
    agents: int


@dataclass(frozen=True, slots=True)
class Curve:
    columns: tuple[Column, ...]
    top: int
    lines: tuple[tuple[float, int], ...]  # where, and for how many agents


def curve_of(rows: Sequence[Any]) -> Curve:
    """The need of a day, drawn by the server; the same stands in the table beside it."""
    top = max([need.agents for _minute, _calls, _work, need in rows], default=0) or 1
    one = TALL / top
    columns = tuple(
        Column(
            number, clock(minute), round(need.voice * one, 1), round(need.chat * one, 1), round(need.mail * one, 1),
            need.agents,
        )
        for number, (minute, _calls, _work, need) in enumerate(rows)
    )  # fmt: skip
    step = max(1, -(-top // 5))
    return Curve(columns, top, tuple((round(TALL - n * one, 1), n) for n in range(0, top + 1, step)))


def most_and_fewest(rows: Sequence[Any]) -> dict[str, Any]:
    """The curve in a sentence: how many at most and when first, and how few."""
    agents = [need.agents for _minute, _calls, _work, need in rows]
    most, fewest = max(agents), min(agents)
    return {
        "most": most, "most_at": clock(rows[agents.index(most)][0]),
        "fewest": fewest, "fewest_at": clock(rows[agents.index(fewest)][0]),
        "calls": round(sum(work.calls for _minute, _calls, work, _need in rows)),
    }  # fmt: skip
