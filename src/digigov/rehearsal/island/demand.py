"""
How many people ask for each service on each day and hour: the week, the seasons, holidays, carnival, storms, growth. Pure: the same
size, seed and days give the same demand, and each day can be had by itself.
"""

import math
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("demand.yaml")
DAY = timedelta(days=1)
TUESDAY, JULY = 1, 7


@dataclass(frozen=True, slots=True)
class Storm:
    """The day on which it comes, how strong beside others, and the days on which offices stay shut."""

    day: date
    strength: float
    shut: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody begins an application; ``at`` is the country's own time, without a zone."""

    service: str
    at: datetime


@dataclass(frozen=True)
class Demand:
    """``counts`` has, for each day, how many begin for each service."""

    seed: int
    storms: tuple[Storm, ...]
    counts: Mapping[date, Mapping[str, int]]

    @property
    def total(self) -> int:
        return sum(sum(each.values()) for each in self.counts.values())

    @property
    def shut(self) -> frozenset[date]:
        """Days on which a storm kept offices closed."""
        return frozenset(day for storm in self.storms for day in storm.shut)

    def on(self, day: date) -> list[Asked]:
        """Those of one day, in order."""
        chance, hours = random.Random(f"{self.seed}:{day}:hours"), _figures()["hours"]
        found = [
            Asked(service, datetime.combine(day, time(hour)) + timedelta(seconds=chance.uniform(0, 3600)))
            for service, count in self.counts[day].items()
            for hour in chance.choices(range(24), hours, k=count)
        ]
        return sorted(found, key=lambda each: each.at)


def demand(
    cases: int,
    seed: int,
    *,
    begins: date,
    until: date,
    is_open: Callable[[date], bool],
    services: frozenset[str] = frozenset(),
) -> Demand:
    """
    Exactly so many cases over the days up to and with ``until``. ``is_open`` is the pack's calendar; ``services`` leaves others out.
    """
    storms = tuple(_storms(begins, until, seed))
    days = [begins + DAY * number for number in range((until - begins).days + 1)]
    chance = random.Random(f"{seed}:days")
    weights = [
        (day, service, weight * _of_the_day(service, day, is_open, storms) * growth * unrest)
        for day, growth in zip(days, _growing(len(days)), strict=True)
        for unrest in [max(0.2, chance.gauss(1, _figures()["unrest"]))]
        for service, weight in _figures()["services"].items()
        if not services or service in services
    ]
    counts: dict[date, dict[str, int]] = {day: {} for day in days}
    share, so_far, given = cases / math.fsum(weight for *_rest, weight in weights), 0.0, 0
    for day, service, weight in weights:
        so_far += weight * share
        count = round(so_far) - given
        given += count
        if count:
            counts[day][service] = count
    return Demand(seed, storms, counts)


def services() -> Mapping[str, int]:
    """How often each service is asked for, beside the others."""
    weights: Mapping[str, int] = _figures()["services"]
    return weights


def _of_the_day(service: str, day: date, is_open: Callable[[date], bool], storms: tuple[Storm, ...]) -> float:
    """How much that service is asked for on such a day, beside an ordinary one."""
    figures = _figures()
    seasons = figures["seasons"].get(service)
    much = seasons[day.month - 1] if seasons else 1.0
    much *= figures["week"][day.weekday()] if is_open(day) or day.weekday() > 4 else figures["holiday"]
    return float(much * _carnival(service, day) * _after_storms(service, day, storms))


def _carnival(service: str, day: date) -> float:
    if day.month != JULY:
        return 1.0
    told = _figures()["carnival"]
    tuesday = date(day.year, JULY, 15 + (TUESDAY - date(day.year, JULY, 15).weekday()) % 7)
    if tuesday - DAY <= day <= tuesday:
        return float(told["quiet"])
    return float(told["before"].get(service, 1)) if timedelta(0) < tuesday - day <= DAY * told["days_before"] else 1.0


def _after_storms(service: str, day: date, storms: tuple[Storm, ...]) -> float:
    told, much = _figures()["storms"], 1.0
    for storm in storms:
        if day in storm.shut:
            much *= told["at_home"]
        elif storm.shut[-1] < day <= storm.shut[-1] + DAY * 14:
            passed = (day - storm.shut[-1]).days - 1
            much *= 1 + (told["broken"].get(service, 1) - 1) * storm.strength * math.exp(-passed / told["fades"])
    return much


def _storms(begins: date, until: date, seed: int) -> Iterator[Storm]:
    """Of each year by itself, so that a longer past has the same storms."""
    told = _figures()["storms"]
    first, last = told["season"]
    for year in range(begins.year, until.year + 1):
        chance = random.Random(f"{seed}:{year}:storms")
        length = (date(year, last, 30) - date(year, first, 1)).days
        for _ in range(_how_many(told["a_year"], chance)):
            day, strength = date(year, first, 1) + DAY * chance.randrange(length), chance.uniform(0.4, 1.2)
            shut = tuple(day + DAY * number for number in range(told["shut"][strength > 0.8]))
            if begins <= day and shut[-1] <= until:
                yield Storm(day, strength, shut)


def _how_many(mean: float, chance: random.Random) -> int:
    """By the law of rare things (Poisson)."""
    count, left = 0, math.exp(-mean)
    product = chance.random()
    while product > left:
        count, product = count + 1, product * chance.random()
    return count


def _growing(days: int) -> list[float]:
    """From the first day to the last, evenly."""
    more = _figures()["growth"] - 1
    return [1 + more * number / max(days - 1, 1) for number in range(days)]


@cache
def _figures() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text())  # type: ignore[no-any-return]
