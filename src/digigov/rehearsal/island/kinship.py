"""Who is whose mother, who lives with whom. People are their numbers here; everything else is a list by number."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from digigov.rehearsal.island.ages import Life
from digigov.rehearsal.island.figures import ByAge, age, chance, figures

NOBODY = -1
ADULT = 18
TRIES = 8
FULL = 12  # a home takes in others up to so many


@dataclass(slots=True)
class Kin:
    """``order``: everybody, the oldest first. ``homes``: how many households there are."""

    lives: Sequence[Life]
    until: date
    order: list[int]
    mother: list[int]
    partner: list[int]
    household: list[int]
    heads: list[int] = field(default_factory=list)

    def age(self, number: int) -> int:
        """Today, or when it ended."""
        life = self.lives[number]
        return age(life.born_on, life.died_on or self.until)

    def father(self, number: int) -> int:
        """The man the mother lives with, if he can be."""
        mother = self.mother[number]
        man = self.partner[mother] if mother != NOBODY else NOBODY
        if man == NOBODY or age(self.lives[man].born_on, self.lives[number].born_on) < ADULT:
            return NOBODY
        died_on = self.lives[man].died_on
        return man if died_on is None or died_on >= self.lives[number].born_on else NOBODY


def kin(lives: Sequence[Life], *, seed: int, until: date) -> Kin:
    order = sorted(range(len(lives)), key=lambda number: (lives[number].born_on, number))
    mothers, partners, households = ([NOBODY] * len(lives) for _ in range(3))
    found = Kin(lives, until, order, mothers, partners, households)
    _give_mothers(found, chance(seed, "mothers"))
    _pair(found, chance(seed, "partners"))
    _house(found, chance(seed, "homes"))
    return found


def _give_mothers(found: Kin, luck: random.Random) -> None:
    written = figures()["families"]
    ages: list[int] = []
    weights: list[float] = []
    for band, weight in written["mothers"].items():
        first, last = map(int, band.split("-"))
        ages += range(first, last + 1)
        weights += [weight / (last - first + 1)] * (last - first + 1)
    wanted = luck.choices(ages, weights, k=len(found.lives) * TRIES)
    apart = timedelta(days=30 * written["months_between_children"])
    last_child: dict[int, date] = {}
    with_mother, women = ByAge(written["with_mother"]), _by_year(found, women=True)
    for place, number in enumerate(found.order):
        if luck.random() >= with_mother.at(found.age(number)):
            continue
        born_on = found.lives[number].born_on
        for years in wanted[place * TRIES : (place + 1) * TRIES]:
            candidates = women.get(born_on.year - years)
            woman = luck.choice(candidates) if candidates else NOBODY
            if woman != NOBODY and (woman not in last_child or born_on - last_child[woman] >= apart):
                found.mother[number], last_child[woman] = woman, born_on
                break


def _pair(found: Kin, luck: random.Random) -> None:
    written = figures()["families"]
    older, with_partner, men = written["partner_older"], ByAge(written["with_partner"]), _by_year(found, women=False)
    for candidates in men.values():
        luck.shuffle(candidates)
    for number in found.order:
        if not found.lives[number].is_woman or luck.random() >= with_partner.at(found.age(number)):
            continue
        year = found.lives[number].born_on.year - round(luck.gauss(older["years"], older["spread"]))
        near = [man for nearby in (year, year - 1, year + 1) for man in men.get(nearby, ())[-TRIES:]]
        man = next((man for man in near if _fit(found, number, man)), None)
        if man is not None:
            found.partner[number], found.partner[man] = man, number
            men[found.lives[man].born_on.year].remove(man)


def _fit(found: Kin, woman: int, man: int) -> bool:
    """Grown up, and neither brother nor son."""
    is_kin = found.mother[man] == woman or found.mother[man] == found.mother[woman] != NOBODY
    return not is_kin and found.age(man) >= ADULT + 1


def _house(found: Kin, luck: random.Random) -> None:
    """The oldest first, so that a mother has a home before her child wants to live in it."""
    at_mothers, shares_home = ByAge(figures()["families"]["at_mothers"]), figures()["families"]["shares_home"]
    size: list[int] = []
    hosts: list[int] = []
    for number in found.order:
        if found.household[number] != NOBODY:
            continue
        mother, partner, is_child = found.mother[number], found.partner[number], found.age(number) < ADULT
        if partner == NOBODY and mother != NOBODY and (is_child or luck.random() < at_mothers.at(found.age(number))):
            home = found.household[mother]
        elif partner == NOBODY and hosts and (is_child or luck.random() < shares_home):
            home = luck.choice(hosts)
            home = home if size[home] < FULL else luck.choice(hosts)
        else:
            home = len(found.heads)
            found.heads.append(number)
            size.append(0)
            if found.lives[number].died_on is None:
                hosts.append(home)
        for each in (number, partner):
            if each != NOBODY:
                found.household[each] = home
                size[home] += 1


def _by_year(found: Kin, *, women: bool) -> dict[int, list[int]]:
    """The dead leave no small children behind here: only who is alive becomes a mother or is chosen as a man."""
    years: dict[int, list[int]] = {}
    for number in found.order:
        life = found.lives[number]
        if life.is_woman == women and life.died_on is None:
            years.setdefault(life.born_on.year, []).append(number)
    return years
