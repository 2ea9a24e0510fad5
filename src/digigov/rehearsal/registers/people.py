"""What each register says of the island's people, in the columns of the YAML files beside this one."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from digigov.rehearsal.island import ranges
from digigov.rehearsal.island.figures import age
from digigov.rehearsal.island.population import Population
from digigov.rehearsal.island.residents import Resident

CARD_FROM = 16  # years
REGISTERED_AFTER = 3  # weeks
NOTIFIED_AFTER = 4  # days
Rows = Iterator[dict[str, Any]]


def rows_of(register: str, island: Population) -> Rows:
    """:raises KeyError: if the island has nothing for such a register."""
    return REGISTERS[register](island)


def _civil(island: Population) -> Rows:
    for each in island.residents:
        if each.birth_entry:
            parents = {"mothers_name": each.mother, "fathers_name": each.father}
            named = {
                column: _name(island.residents[number]) for column, number in parents.items() if number is not None
            }
            cards = [_card(island.residents[number], island.until) for number in parents.values() if number is not None]
            yield {
                "entry_number": each.birth_entry,
                "national_id": _card(each, island.until),
                "parents_numbers": [card for card in cards if card] or None,
                "full_name": _name(each),
                "born_on": each.born_on,
                "sex": each.sex,
                "place_of_birth": each.district,
                "registered_on": min(each.born_on + timedelta(weeks=REGISTERED_AFTER), island.until),
                **named,
            }


def _deaths(island: Population) -> Rows:
    entered: Counter[int] = Counter()
    for each in island.deaths():
        if each.died_on:
            registered = min(each.died_on + timedelta(days=NOTIFIED_AFTER), island.until)
            yield {
                "entry_number": ranges.death_entry(registered.year, entered[registered.year]),
                "national_id": _card(each, each.died_on),
                "full_name": _name(each),
                "born_on": each.born_on,
                "sex": each.sex,
                "died_on": each.died_on,
                "place_of_death": each.district,
                "registered_on": registered,
            }
            entered[registered.year] += 1


def _national_id(island: Population) -> Rows:
    for each in island.living():
        if _card(each, island.until):
            yield {
                "national_id": each.national_id,
                "full_name": _name(each),
                "born_on": each.born_on,
                "sex": each.sex,
                "nationality": each.nationality,
                "occupation": each.occupation,
                "phone": each.phone,
                "address": _address(each),
            }


def _drivers(island: Population) -> Rows:
    for each in island.licences:
        holder = island.residents[each.holder]
        yield {
            "licence_number": each.number,
            "national_id": holder.national_id,
            "full_name": _name(holder),
            "born_on": holder.born_on,
            "address": _address(holder),
            "categories": each.categories,
            "issued_on": each.issued_on,
            "expires_on": each.expires_on,
            "is_suspended": each.is_suspended,
        }


def _vehicles(island: Population) -> Rows:
    for each in island.vehicles:
        yield {
            "plate": each.plate,
            "make": each.make,
            "model": each.model,
            "colour": each.colour,
            "built_in": each.built_in,
            "vehicle_class": each.vehicle_class,
            "licensed_until": each.licensed_until,
        }


def _businesses(island: Population) -> Rows:
    for each in island.businesses:
        yield {
            "number": each.number,
            "name": each.name,
            "kind": "Company" if each.is_company else "Business name",
            "state": each.state,
            "nature": each.nature,
            "registered_on": each.registered_on,
            "address": _address(island.residents[each.owner]),
            "directors": [island.residents[each.owner].national_id] if each.is_company else None,
        }


def _land(island: Population) -> Rows:
    for each in island.parcels:
        yield {
            "parcel": each.parcel,
            "locality": each.locality,
            "district": each.district,
            "area": each.area,
            "land_use": each.land_use,
            "has_caution": each.has_caution,
        }


def _tax(island: Population) -> Rows:
    for each in island.tax_accounts:
        holder = island.residents[each.holder]
        yield {
            "taxpayer_number": each.taxpayer_number,
            "national_id": holder.national_id,
            "full_name": _name(holder),
            "returns_filed": each.returns_filed,
            "last_return": each.last_return,
            "owed": _money(each.owed),
        }


def _exams(island: Population) -> Rows:
    for each in island.exams:
        candidate = island.residents[each.candidate]
        yield {
            "exam_number": each.exam_number,
            "full_name": _name(candidate),
            "born_on": candidate.born_on,
            "year": each.year,
            "score": each.score,
            **({"school_assigned": each.school} if each.school else {}),
        }


def _tickets(island: Population) -> Rows:
    for each in island.tickets:
        yield {
            "ticket_number": each.ticket_number,
            "offence": each.offence,
            "offence_on": each.offence_on,
            "place": each.place,
            "plate": each.plate,
            "amount": _money(each.amount),
            "pay_by": each.pay_by,
            "state": each.state,
        }


def _entries(island: Population) -> Rows:
    for each in island.entries:
        resident = island.residents[each.resident] if each.resident is not None else None
        yield {
            "passport_number": each.passport_number,
            "national_id": _card(resident, island.until) if resident else None,
            "full_name": {"given": each.given, "family": each.family},
            "nationality": each.nationality,
            "entered_on": each.entered_on,
            "may_stay_until": each.may_stay_until,
            "status": each.status,
        }


REGISTERS: Mapping[str, Callable[[Population], Rows]] = {
    "civil-registry": _civil,
    "register-of-deaths": _deaths,
    "national-id": _national_id,
    "drivers-licences": _drivers,
    "vehicles": _vehicles,
    "businesses": _businesses,
    "land-parcels": _land,
    "tax-accounts": _tax,
    "exam-results": _exams,
    "traffic-tickets": _tickets,
    "immigration-entries": _entries,
}


def _card(resident: Resident, on: date) -> str | None:
    """The national ID of whoever has a card."""
    return resident.national_id if age(resident.born_on, on) >= CARD_FROM else None


def _name(resident: Resident) -> dict[str, str]:
    return {"given": resident.given, "family": resident.family}


def _address(resident: Resident) -> dict[str, str]:
    return {
        "line1": resident.line1,
        "line2": "",
        "community": resident.community,
        "district": resident.district,
        "postcode": "",
        "country": "LC",
    }


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
