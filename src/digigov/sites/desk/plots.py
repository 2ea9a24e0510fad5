"""Small plots of the operations page: a bar for each stretch of time, drawn by the server, read out as a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from digigov.modules.operations.queries import Stretch

TALL = 100
NAMES: dict[str, Any] = {
    "per_minute": _("Requests a minute"),
    "p50": _("Half were served within (ms)"),
    "p95": _("19 of 20 were served within (ms)"),
    "errors": _("Broke (requests)"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    height: float
    is_bad: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """``top`` is what the tallest bar stands for, ``last`` the newest whole stretch; None where nothing was asked."""

    name: Any
    bars: tuple[Bar, ...]
    width: int
    top: int | None
    last: int | None
    since: datetime


def plot(stretches: Sequence[Stretch], of: str) -> Plot:
    values = [_value(each, of) for each in stretches]
    top = max((value for value in values if value is not None), default=None)
    bars = tuple(
        Bar(number, round(TALL * value / top, 1), of == "errors")
        for number, value in enumerate(values)
        if top and value
    )
    last = values[-2] if len(values) > 1 else values[-1]
    return Plot(NAMES[of], bars, len(values), _whole(top), _whole(last), stretches[0].at)


def _value(stretch: Stretch, of: str) -> float | None:
    """A stretch in which nobody asked is no fast one."""
    return float(getattr(stretch, of)) if stretch.requests else None


def _whole(value: float | None) -> int | None:
    """A little is not nothing."""
    return None if value is None else max(round(value), 1 if value else 0)
