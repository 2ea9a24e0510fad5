"""What people have: the right to drive, vehicles, land, a tax account. Only who lives and is grown up has any."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from digigov.rehearsal.island import ranges
from digigov.rehearsal.island.businesses import Business
from digigov.rehearsal.island.figures import ByAge, age, chance, figures, some_day, years_before
from digigov.rehearsal.island.kinship import ADULT
from digigov.rehearsal.island.residents import Resident

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Licence:
    number: str
    holder: int
    categories: str
    issued_on: date
    expires_on: date
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class Vehicle:
    """``owner`` is a resident's number; ``business`` the number of the business it drives for, or ''."""

    plate: str
    owner: int
    business: str
    make: str
    model: str
    colour: str
    built_in: int
    vehicle_class: str
    licensed_until: date


@dataclass(frozen=True, slots=True)
class Parcel:
    """``area`` in square metres."""

    parcel: str
    owner: int
    locality: str
    district: str
    area: int
    land_use: str
    has_caution: bool


@dataclass(frozen=True, slots=True)
class TaxAccount:
    """``owed`` in cents."""

    taxpayer_number: str
    holder: int
    returns_filed: bool
    last_return: int
    owed: int


def licences(residents: Sequence[Resident], *, seed: int, until: date) -> Iterator[Licence]:
    luck, written = chance(seed, "licences"), figures()["possessions"]
    drivers, kinds = ByAge(written["drivers"]), written["categories"]
    lasts = written["licence_years"]
    for place, holder in enumerate(_each(residents, drivers, luck, until)):
        lapsed = luck.random() < written["licence_lapsed"]
        begins = years_before(until, lasts + 3 if lapsed else lasts)
        grown_up = holder.born_on + timedelta(days=366 * ADULT)
        issued_on = some_day(
            luck, max(begins, grown_up), max(grown_up, years_before(until, lasts) if lapsed else until)
        )
        yield Licence(
            ranges.drivers_licence(place),
            holder.number,
            _of(luck, kinds),
            min(issued_on, until),
            min(issued_on, until) + lasts * YEAR,
            luck.random() < written["licence_suspended"],
        )


def vehicles(
    licences: Sequence[Licence], businesses: Sequence[Business], *, seed: int, until: date
) -> Iterator[Vehicle]:
    luck, written = chance(seed, "vehicles"), figures()["possessions"]
    owned = [(each.holder, "", "") for each in licences if luck.random() < written["owns_vehicle"]]
    owned += [
        (each.owner, each.number, "Goods")
        for each in businesses
        if each.is_company and each.state == "Registered" and luck.random() < written["company_vans"]
    ]
    for place, (owner, business, kind) in enumerate(owned):
        make = luck.choice(list(written["makes"]))
        overdue = luck.random() < written["vehicle_lapsed"]
        yield Vehicle(
            plate=ranges.plate(place),
            owner=owner,
            business=business,
            make=make,
            model=luck.choice(written["makes"][make]),
            colour=luck.choice(written["colours"]),
            built_in=until.year - 1 - min(25, int(luck.expovariate(1 / 8))),
            vehicle_class=kind or _of(luck, written["vehicle_classes"]),
            licensed_until=until + timedelta(days=-luck.randint(1, 300) if overdue else luck.randint(0, 365)),
        )


def parcels(residents: Sequence[Resident], *, seed: int, until: date) -> Iterator[Parcel]:
    """A home's land belongs to the oldest who lives there."""
    luck, written = chance(seed, "parcels"), figures()["possessions"]
    oldest: dict[int, Resident] = {}
    for each in residents:
        if each.is_alive and age(each.born_on, until) >= ADULT:
            best = oldest.get(each.household)
            oldest[each.household] = each if best is None or each.born_on < best.born_on else best
    place = 0
    for home in sorted(oldest):
        owner = oldest[home]
        uses = [_of(luck, written["land_uses"])] if luck.random() < written["homes_owned"] else []
        uses += ["Agricultural"] if luck.random() < written["farmland"] else []
        for use in uses:
            area = luck.randint(2_000, 40_000) if use == "Agricultural" else luck.randint(250, 2_000)
            yield Parcel(
                ranges.parcel(place),
                owner.number,
                owner.community,
                owner.district,
                area // 10 * 10,
                use,
                luck.random() < written["caution"],
            )
            place += 1


def tax_accounts(residents: Sequence[Resident], *, seed: int, until: date) -> Iterator[TaxAccount]:
    luck, written = chance(seed, "tax"), figures()["possessions"]
    for place, holder in enumerate(_each(residents, ByAge(written["taxpayers"]), luck, until)):
        filed = luck.random() >= written["returns_open"]
        owed = luck.randint(2_500, 900_000) if luck.random() < written["owes_tax"] else 0
        last = until.year - 1 - (0 if filed else luck.randint(1, 4))
        yield TaxAccount(ranges.taxpayer(place), holder.number, filed, last, owed)


def _each(residents: Sequence[Resident], likely: ByAge, luck: random.Random, until: date) -> Iterator[Resident]:
    for each in residents:
        if each.is_alive and luck.random() < likely.at(age(each.born_on, until)):
            yield each


def _of(luck: random.Random, weighted: dict[str, float]) -> str:
    return luck.choices(list(weighted), list(weighted.values()))[0]
