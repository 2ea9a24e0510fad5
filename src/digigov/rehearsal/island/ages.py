"""Who was born when, and who died within the years, in the proportions of the figures."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from digigov.rehearsal.island.figures import chance, figures, shares, some_day, years_before


@dataclass(frozen=True, slots=True)
class Life:
    born_on: date
    died_on: date | None
    is_woman: bool


def lives(*, people: int, seed: int, years: int, until: date) -> list[Life]:
    """``people`` who are alive on the last day, in no order, and after them those who died within the years."""
    luck = chance(seed, "ages")
    living = [Life(born_on, None, is_woman) for born_on, is_woman in _ages(luck, people, until)]
    luck.shuffle(living)
    begins = years_before(until, years) + timedelta(days=1)
    deaths = round(people * years * figures()["ages"]["deaths_a_year"] / 1000)
    return living + list(_deaths(luck, deaths, begins, until))


def _ages(luck: random.Random, count: int, on: date) -> Iterator[tuple[date, bool]]:
    rows = figures()["ages"]["rows"]
    for row, size in zip(rows, shares(count, [each["share"] for each in rows]), strict=True):
        men = round(size * row["men"] / (1 + row["men"]))
        for place in range(size):
            yield _birthday(luck, row, on), place >= men


def _deaths(luck: random.Random, count: int, begins: date, until: date) -> Iterator[Life]:
    rows = figures()["ages"]["rows"]
    for row in luck.choices(rows, [each["dying"] for each in rows], k=count):
        died_on = some_day(luck, begins, until)
        is_woman = luck.random() > row["men"] / (1 + row["men"])
        yield Life(_birthday(luck, row, died_on), died_on, is_woman)


def _birthday(luck: random.Random, row: dict[str, int], on: date) -> date:
    """Of somebody whose age on that day lies in the row's band."""
    return some_day(luck, years_before(on, row["to"] + 1) + timedelta(days=1), years_before(on, row["from"]))
