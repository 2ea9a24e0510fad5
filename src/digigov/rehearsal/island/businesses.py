"""Companies and business names, and whose they are."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from digigov.rehearsal.island import ranges
from digigov.rehearsal.island.figures import age, chance, figures, some_day, words, years_before
from digigov.rehearsal.island.kinship import ADULT
from digigov.rehearsal.island.residents import Resident

RETIRED = 70


@dataclass(frozen=True, slots=True)
class Business:
    """``owner`` is a resident's number; the business stands where the owner lives."""

    number: str
    name: str
    is_company: bool
    state: str
    nature: str
    registered_on: date
    owner: int


def businesses(residents: Sequence[Resident], *, seed: int, until: date) -> Iterator[Business]:
    luck, written = chance(seed, "businesses"), figures()["possessions"]
    names, companies, taken = 0, 0, set[str]()
    for owner in residents:
        if not owner.is_alive or not ADULT < age(owner.born_on, until) <= RETIRED:
            continue
        draw = luck.random()
        if draw >= written["business_name"] + written["company"]:
            continue
        is_company = draw < written["company"]
        number = ranges.company(companies) if is_company else ranges.business_name(names)
        companies, names = companies + is_company, names + (not is_company)
        yield Business(
            number=number,
            name=_name(owner, luck, taken, is_company=is_company),
            is_company=is_company,
            state=luck.choices(list(written["state"]), list(written["state"].values()))[0],
            nature=luck.choice(written["natures"]),
            registered_on=some_day(luck, max(years_before(owner.born_on, -ADULT), years_before(until, 25)), until),
            owner=owner.number,
        )


def _name(owner: Resident, luck: random.Random, taken: set[str], *, is_company: bool) -> str:
    """Unlike every other; a second of the same name carries another word before it."""
    name = f"{owner.family} {luck.choice(words()['business'])}{' Limited' if is_company else ''}"
    while name in taken:
        name = f"{luck.choice(words()['given'])} {name}"
    taken.add(name)
    return name
