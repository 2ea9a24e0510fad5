"""No generated identifier can be anybody's: each fits the pack's pattern, lies in its kept range, and no validator finds it valid."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import phonenumbers
import pytest
import yaml
from django.conf import settings

from digigov.modules.parties.testing import tidy_email, tidy_national_id, tidy_phone
from digigov.rehearsal.island import ranges
from digigov.rehearsal.island.population import Population, population
from digigov.rehearsal.registers.people import rows_of

KEPT = {
    "national-id": r"991\d{7}",
    "birth-entry-number": r"\d{4}-9\d{4}",
    "death-entry-number": r"\d{4}-9\d{4}",
    "drivers-licence-number": r"99\d{6}",
    "plate-number": r"ZZ[A-Z]\d{1,4}",
    "ticket-number": r"T9\d{5}",
    "taxpayer-number": r"9\d{5}",
    "business-number": r"(BN|C)9900-\d{5}",
    "parcel-number": r"99\d\dZ-\d{1,4}",
    "exam-number": r"990[1-9]\d{6}",
    "passport-number": r"ZZ\d{6}",
}
REGISTERS = Path(__file__).parents[2] / "registers"


@pytest.fixture(scope="module")
def town() -> Population:
    return population(20_000, 1, until=date(2026, 10, 31))


def numbers(town: Population) -> dict[str, list[str]]:
    return {
        "national-id": [each.national_id for each in town.residents],
        "birth-entry-number": [each.birth_entry for each in town.residents if each.birth_entry],
        "death-entry-number": [each["entry_number"] for each in rows_of("register-of-deaths", town)],
        "drivers-licence-number": [each.number for each in town.licences],
        "plate-number": [each.plate for each in town.vehicles],
        "ticket-number": [each.ticket_number for each in town.tickets],
        "taxpayer-number": [each.taxpayer_number for each in town.tax_accounts],
        "business-number": [each.number for each in town.businesses],
        "parcel-number": [each.parcel for each in town.parcels],
        "exam-number": [each.exam_number for each in town.exams],
        "passport-number": [each.passport_number for each in town.entries],
    }


@pytest.mark.parametrize("kind", KEPT)
def test_numbers_fit_the_pack_lie_in_the_range_and_are_given_once(town, kind):
    pack = yaml.safe_load((settings.PACK / "pack.yaml").read_text())
    pattern = next(each["pattern"] for each in pack["identifiers"] if each["id"] == kind)
    found = numbers(town)[kind]
    assert len(found) > 100
    assert all(re.fullmatch(pattern, each) and re.fullmatch(KEPT[kind], each) for each in found)
    assert max(Counter(found).values()) == 1


def test_nothing_of_the_cast_is_given_again(town):
    cast = set(re.findall(r"[\w-]+", " ".join(file.read_text() for file in (REGISTERS / "data").glob("*.yaml"))))
    assert cast > {"9000001", "ZZ101", "1991-99001"}
    for found in numbers(town).values():
        assert cast.isdisjoint(found)


def test_no_telephone_number_can_exist_and_all_can_be_stored(town):
    found = [each.phone for each in town.residents if each.phone]
    assert len(found) > 1000
    assert max(Counter(found).values()) == 1
    assert not any(phonenumbers.is_valid_number(phonenumbers.parse(each)) for each in found)
    assert all(tidy_phone(each) == each for each in found)


def test_every_email_goes_to_a_domain_that_delivers_nothing(town):
    found = [each.email for each in town.residents if each.email]
    assert len(found) > 1000
    assert max(Counter(found).values()) == 1
    assert all(each.endswith("@example.org") and tidy_email(each) == each for each in found)


def test_national_ids_are_stored_as_they_are_written(town):
    assert all(tidy_national_id(each.national_id) == each.national_id for each in town.residents)


def test_ranges_hold_an_island_of_full_size_and_refuse_more():
    most = 190_000
    assert len(ranges.national_id(most)) == 10
    assert ranges.plate(25 * 9_999 + 9_998) == "ZZZ9999"
    assert ranges.parcel(9_999) == "9911Z-1"
    with pytest.raises(ranges.RangeFull, match="plates"):
        ranges.plate(26 * 9_999)
    with pytest.raises(ranges.RangeFull, match="births in 2024"):
        ranges.birth_entry(2024, 9_000)
