"""What the island is like in numbers, from the YAML beside this file, and chance that depends on the seed and the topic alone."""

import random
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@cache
def figures() -> Mapping[str, Any]:
    return yaml.safe_load((HERE / "demography.yaml").read_text())


@cache
def words() -> Mapping[str, Sequence[str]]:
    return yaml.safe_load((HERE / "words.yaml").read_text())


def chance(seed: int, topic: str) -> random.Random:
    """A topic draws from its own stream, so that more vehicles do not make other people."""
    return random.Random(f"{seed}:{topic}")  # noqa: S311 - a rehearsal, and repeatable on purpose


class ByAge:
    """A figure for each band of ages: ``{17: 0, 64: 0.6}`` reads up to 17, then up to 64."""

    def __init__(self, bands: Mapping[int, float]) -> None:
        self._upto, self._value = list(bands), list(bands.values())

    def at(self, age: int) -> float:
        return self._value[min(bisect_left(self._upto, age), len(self._value) - 1)]


def age(born_on: date, on: date) -> int:
    """Completed years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February counts as the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def some_day(luck: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=luck.randint(0, max(0, (last - first).days)))


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """A whole divided by weights, to the last one."""
    exact = [total * weight / sum(weights) for weight in weights]
    counts = [int(each) for each in exact]
    rest = sorted(range(len(exact)), key=lambda place: counts[place] - exact[place])
    for place in rest[: total - sum(counts)]:
        counts[place] += 1
    return counts
