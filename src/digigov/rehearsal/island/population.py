"""
The island's people and all that registers know of them: the same for the same size, seed, years and last day. Pure: no
database and no clock.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from digigov.rehearsal.island.ages import lives
from digigov.rehearsal.island.businesses import Business, businesses
from digigov.rehearsal.island.events import Entry, ExamResult, Ticket, entries, exams, tickets
from digigov.rehearsal.island.figures import figures, years_before
from digigov.rehearsal.island.kinship import kin
from digigov.rehearsal.island.possessions import (
    Licence,
    Parcel,
    TaxAccount,
    Vehicle,
    licences,
    parcels,
    tax_accounts,
    vehicles,
)
from digigov.rehearsal.island.residents import Resident, residents_of


@dataclass(frozen=True, slots=True)
class Population:
    """
    ``residents`` by number: the first ``people`` live on the last day, the others died within the years. Whatever belongs to
    somebody names the owner by number.
    """

    people: int
    seed: int
    years: int
    until: date
    residents: tuple[Resident, ...]
    businesses: tuple[Business, ...]
    licences: tuple[Licence, ...]
    vehicles: tuple[Vehicle, ...]
    parcels: tuple[Parcel, ...]
    tax_accounts: tuple[TaxAccount, ...]
    exams: tuple[ExamResult, ...]
    tickets: tuple[Ticket, ...]
    entries: tuple[Entry, ...]

    @property
    def begins(self) -> date:
        """The first day of the years."""
        return years_before(self.until, self.years) + timedelta(days=1)

    def living(self) -> tuple[Resident, ...]:
        return self.residents[: self.people]

    def deaths(self) -> tuple[Resident, ...]:
        return self.residents[self.people :]

    def births(self) -> tuple[Resident, ...]:
        return tuple(each for each in self.residents if each.born_on >= self.begins)


def described(people: int, seed: int, years: int, until: date) -> str:
    """What makes an island, in words."""
    return f"{people} people, {years} years until {until}, seed {seed}"


def population(people: int, seed: int, *, years: int = 2, until: date | None = None) -> Population:
    """:raises RangeFull: if there are more people than numbers kept for them."""
    last_day: date = until or figures()["until"]
    found = residents_of(
        kin(lives(people=people, seed=seed, years=years, until=last_day), seed=seed, until=last_day), seed=seed
    )
    firms = tuple(businesses(found, seed=seed, until=last_day))
    driving = tuple(licences(found, seed=seed, until=last_day))
    fleet = tuple(vehicles(driving, firms, seed=seed, until=last_day))
    return Population(
        people=people,
        seed=seed,
        years=years,
        until=last_day,
        residents=found,
        businesses=firms,
        licences=driving,
        vehicles=fleet,
        parcels=tuple(parcels(found, seed=seed, until=last_day)),
        tax_accounts=tuple(tax_accounts(found, seed=seed, until=last_day)),
        exams=tuple(exams(found, seed=seed, years=years, until=last_day)),
        tickets=tuple(tickets(fleet, found, seed=seed, years=years, until=last_day)),
        entries=entries(found, seed=seed, years=years, until=last_day),
    )
