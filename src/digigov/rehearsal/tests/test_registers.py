"""The rehearsal's registers know the cast, and have the shape that the pack says."""

import re

import pytest
import yaml
from django.conf import settings

from digigov.kernel.conditions import look_up
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
    for register, held in registers().items():
        for row in held.rows:
            if row.get("national_id"):
                known = people.get(row["national_id"])
                assert known is None if register == "register-of-deaths" else row["full_name"] == known["full_name"]


def test_what_the_pack_s_examples_read_is_what_the_registers_say():
    faults = []
    for file in (settings.PACK / "services").glob("*/*/examples/*.yaml"):
        example = yaml.safe_load(file.read_text())
        steps = {step["id"]: step for step in yaml.safe_load((file.parents[1] / "workflow.yaml").read_text())["steps"]}
        for doing in example.get("doings") or ():
            if doing["outcome"] == "found" and steps[doing["step"]]["type"] == "read":
                faults += _differences(file, example, steps[doing["step"]]["with"], doing.get("reads") or {})
    assert faults == []


def _differences(file, example, wanted, reads):
    register, said = wanted["register"], reads.get(wanted["register"], {})
    key = str(look_up(example, wanted["key"]))
    row = registers()[register].find(key=key, under=wanted.get("under") or DEFINITIONS[register].key)
    if row is None:
        return [f"{file}: {register} has no {key}"]
    return [f"{file}: {name} of {key} is {row.get(name)}" for name in said if str(row.get(name)) != str(said[name])]
