"""The rehearsal's registers know the cast, and have the shape that the pack says."""

import re

import pytest
import yaml
from django.conf import settings

from digigov.modules.registries.definitions import Register
from digigov.modules.registries.testing import tidy_values
from digigov.rehearsal.cast import cast
from digigov.rehearsal.registers.rows import registers

DEFINITIONS = {
    file.stem: Register.model_validate(yaml.safe_load(file.read_text()))
    for file in (settings.PACK / "registers").glob("*.yaml")
}
IDENTIFIERS = {
    each["id"]: each["pattern"] for each in yaml.safe_load((settings.PACK / "pack.yaml").read_text())["identifiers"]
}


def test_the_registers_are_those_of_the_pack():
    assert set(registers()) == set(DEFINITIONS)


@pytest.mark.parametrize("register", sorted(DEFINITIONS))
def test_rows_have_the_fields_and_numbers_that_the_pack_says(register):
    definition, held = DEFINITIONS[register], registers()[register]
    fields = [field.name for field in definition.fields]
    assert set(held.under) == {definition.key, *definition.also_by}
    for row in held.rows:
        assert set(row) - {"national_id"} <= set(fields)
        plain = {name: str(value) if hasattr(value, "isoformat") else value for name, value in row.items()}
        assert set(tidy_values(definition, plain, fields)) == set(row) - ({"national_id"} - set(fields))
        for identifier, column in held.under.items():
            if identifier in IDENTIFIERS and column in row:
                assert re.fullmatch(IDENTIFIERS[identifier], row[column]), row[column]


def test_the_national_id_register_knows_every_citizen_of_the_cast():
    for member in cast():
        row = registers()["national-id"].find(key=member.national_id, under="national-id")
        if member.is_officer:
            continue
        assert row is not None, member.key
        assert row["full_name"] == {"given": member.given_names, "family": member.family_name}
        assert row["born_on"] == member.born_on


def test_what_registers_say_of_one_person_agrees():
    people = {row["national_id"]: row for row in registers()["national-id"].rows}
    for held in registers().values():
        for row in held.rows:
            if row.get("national_id"):
                assert row["full_name"] == people[row["national_id"]]["full_name"]
