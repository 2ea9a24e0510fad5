"""The ways in which moments and days are written: in COPY, in JSON, in letters."""

from collections.abc import Callable
from datetime import date, datetime

from digigov.rehearsal.island.almanac import Almanac

MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _clock(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M}\N{NO-BREAK SPACE}{'am' if at.hour < 12 else 'pm'}"


WAYS: dict[str, Callable[[datetime, Almanac], str]] = {
    "copy": lambda at, almanac: at.isoformat(sep=" "),
    "iso": lambda at, almanac: at.isoformat(),
    "zulu": lambda at, almanac: at.isoformat().replace("+00:00", "Z"),
    "day": lambda at, almanac: almanac.day(at).isoformat(),
    "slashes": lambda at, almanac: f"{almanac.day(at):%d/%m/%Y}",
    "weekday": lambda at, almanac: f"{WEEKDAYS[almanac.day(at).weekday()]} {_short(almanac.day(at))}",
    "short": lambda at, almanac: _short(almanac.day(at)),
    "brief": lambda at, almanac: (
        f"{almanac.day(at).day} {MONTHS[almanac.day(at).month - 1][:3]} {almanac.day(at).year}"
    ),
    "local": lambda at, almanac: almanac.local(at).isoformat(),
    "clock": lambda at, almanac: _clock(almanac.local(at)),
    "appointed": lambda at, almanac: f"{WAYS['weekday'](at, almanac)} at {WAYS['clock'](at, almanac)}",
}
OF_A_DAY = ("weekday", "short", "brief", "slashes", "day")
OF_A_MOMENT = ("iso", "zulu")
OF_A_SLOT = (*OF_A_MOMENT, "local", "clock", "appointed")


def written(way: str, at: datetime, almanac: Almanac) -> str:
    return WAYS[way](at, almanac)
