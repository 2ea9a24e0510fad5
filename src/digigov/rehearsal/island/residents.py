"""The people of the island: names, homes, numbers and how to reach them."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from digigov.rehearsal.island import ranges
from digigov.rehearsal.island.figures import ByAge, chance, figures, words
from digigov.rehearsal.island.kinship import ADULT, NOBODY, Kin

HOME = "Saint Lucian"


@dataclass(frozen=True, slots=True)
class Resident:
    """
    Somebody who lives or lived here. ``sex`` is written as registers write it. ``mother``, ``father`` and ``partner`` are numbers of
    residents or None; ``birth_entry`` is '' for who was born elsewhere.
    """

    number: int
    given: str
    family: str
    sex: str
    born_on: date
    died_on: date | None
    district: str
    community: str
    line1: str
    household: int
    mother: int | None
    father: int | None
    partner: int | None
    nationality: str
    occupation: str
    national_id: str
    birth_entry: str
    email: str
    phone: str
    language: str
    has_account: bool

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def is_alive(self) -> bool:
        return self.died_on is None


@dataclass(frozen=True, slots=True)
class Home:
    district: str
    community: str
    line1: str


@dataclass(frozen=True, slots=True)
class Reach:
    language: str
    has_account: bool = False
    email: str = ""
    phone: str = ""


class Reaching:
    """How people are reached. Children and the dead are not."""

    def __init__(self, luck: random.Random) -> None:
        written = figures()["reaching"]
        self._random, self._email, self._phone = luck.random, written["email"], written["phone"]
        self._account, self._kweyol = ByAge(written["account"]), ByAge(written["kweyol"])

    def of(self, number: int, years: int, name: tuple[str, str], *, is_alive: bool) -> Reach:
        speaks, signs_in, writes, calls = (self._random() for _ in range(4))
        language = "acf" if speaks < self._kweyol.at(years) else "en"
        if not is_alive or years < ADULT:
            return Reach(language)
        has_account = signs_in < self._account.at(years)
        email = ranges.email(*name, number) if has_account and writes < self._email else ""
        phone = ranges.phone(number) if has_account or calls < self._phone else ""
        return Reach(language, has_account, email, phone)


def residents_of(kin: Kin, *, seed: int) -> tuple[Resident, ...]:
    """By number."""
    homes = list(_homes(len(kin.heads), chance(seed, "places")))
    names, origins = _names(kin, chance(seed, "names")), _origins(kin, chance(seed, "origins"))
    entries, reaching, work = _birth_entries(kin, origins), Reaching(chance(seed, "reaching")), chance(seed, "work")
    found = []
    for number, household in enumerate(kin.household):
        reach = reaching.of(number, kin.age(number), names[number], is_alive=kin.lives[number].died_on is None)
        occupation = _occupation(kin.age(number), work)
        found.append(
            _resident(kin, number, homes[household], names[number], origins[number], entries[number], occupation, reach)
        )
    return tuple(found)


def _resident(
    kin: Kin,
    number: int,
    home: Home,
    name: tuple[str, str],
    nationality: str,
    birth_entry: str,
    occupation: str,
    reach: Reach,
) -> Resident:
    life = kin.lives[number]
    return Resident(
        number=number,
        given=name[0],
        family=name[1],
        sex="Female" if life.is_woman else "Male",
        born_on=life.born_on,
        died_on=life.died_on,
        district=home.district,
        community=home.community,
        line1=home.line1,
        household=kin.household[number],
        mother=_known(kin.mother[number]),
        father=_known(kin.father(number)),
        partner=_known(kin.partner[number]),
        nationality=nationality,
        occupation=occupation,
        national_id=ranges.national_id(number),
        birth_entry=birth_entry,
        email=reach.email,
        phone=reach.phone,
        language=reach.language,
        has_account=reach.has_account,
    )


def _occupation(years: int, luck: random.Random) -> str:
    work = luck.choice(figures()["possessions"]["occupations"])
    for upto, occupation in ((4, ""), (16, "Pupil"), (19, "Student"), (66, work)):
        if years <= upto:
            return occupation
    return "Retired"


def _known(number: int) -> int | None:
    return None if number == NOBODY else number


def _homes(count: int, luck: random.Random) -> Iterator[Home]:
    rows, town = figures()["districts"]["rows"], figures()["districts"]["town"]
    for row in luck.choices(rows, [each["people"] for each in rows], k=count):
        community = row["communities"][0] if luck.random() < town else luck.choice(row["communities"])
        yield Home(row["name"], community, f"{luck.randint(1, 120)} {luck.choice(words()['streets'])}")


def _names(kin: Kin, luck: random.Random) -> list[tuple[str, str]]:
    """A child has the father's name, else the mother's; the oldest first, so that hers is known."""
    given, first, second = (words()[kind] for kind in ("given", "family_first", "family_second"))
    found = [("", "")] * len(kin.lives)
    for number in kin.order:
        parent = kin.father(number)
        parent = parent if parent != NOBODY else kin.mother[number]
        family = found[parent][1] if parent != NOBODY else luck.choice(first) + luck.choice(second)
        own = luck.choice(given) if luck.random() < 0.5 else f"{luck.choice(given)} {luck.choice(given)}"
        found[number] = (own, family)
    return found


def _origins(kin: Kin, luck: random.Random) -> list[str]:
    """The nationality. Who comes from elsewhere is grown up and has no mother here."""
    written, found = figures()["families"], []
    for number in range(len(kin.lives)):
        is_from_elsewhere = (
            kin.mother[number] == NOBODY and kin.age(number) >= ADULT and luck.random() < written["born_elsewhere"]
        )
        found.append(luck.choice(written["nationalities"]) if is_from_elsewhere else HOME)
    return found


def _birth_entries(kin: Kin, origins: list[str]) -> list[str]:
    """Entries of a year are numbered as they come."""
    found, last = [""] * len(origins), Counter[int]()
    for number in kin.order:
        year = kin.lives[number].born_on.year
        if origins[number] == HOME:
            found[number] = ranges.birth_entry(year, last[year])
            last[year] += 1
    return found
