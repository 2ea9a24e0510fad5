"""Second pass: for what a register may be read covers all that the pack reads it for; and how much people are asked again."""

from collections.abc import Iterator
from typing import Any

from digigov.modules.catalog.pack.asking import asked_again
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.catalog.pack.reading import SourceFile
from digigov.modules.catalog.pack.rules.country import country
from digigov.modules.catalog.pack.rules.form import asked, form_file
from digigov.modules.catalog.pack.rules.leaning import leans
from digigov.modules.registries.definitions import Register

PURPOSES = {"proofing": "prove-identity", "mandates": "mandate"}  # of the country's plans
Read = tuple[SourceFile, tuple[Any, ...], str, str, tuple[str, ...]]  # where, which register, for what, which fields


def reads_of(service: LoadedService) -> Iterator[Read]:
    """What the service reads of registers."""
    for where, question in asked(service):
        if question.prefill:
            field = (question.prefill.field,)
            yield form_file(service), (*where, "prefill"), question.prefill.register_, "prefill-form", field
        if question.register_ and question.shows:
            yield form_file(service), (*where, "shows"), question.register_, "fill-form", question.shows
    for number, step in enumerate(service.workflow.steps):
        if step.type == "read":
            fields = tuple(str(each) for each in step.parameters.get("fields") or ())
            where = ("steps", number, "with", "fields")
            yield service.workflow_file, where, str(step.parameters.get("register")), "decide-case", fields


def missing(register: Register, purpose: str, fields: tuple[str, ...]) -> list[str]:
    """Those of the register's fields that its definition does not let be read for that."""
    allowed = {field for use in register.uses if use.purpose == purpose for field in use.fields}
    return [name for name in fields if name not in allowed and name in {each.name for each in register.fields}]


@rule("register/not-for-that", "the register '{register}' does not say that '{field}' may be read for '{purpose}'")
def not_for_that(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The gate would refuse it."""
    registers = {name: source.definition for name, source in pack.of_folder("registers").items()}
    for source, where, register, purpose, fields in reads_of(service):
        for field in missing(registers[register], purpose, fields) if register in registers else ():
            yield at(source, *where, register=register, field=field, purpose=purpose)


@rule(
    "pack/leans-on-no-use",
    "the register '{register}' does not say that '{field}' may be read for '{purpose}'",
    scope="pack",
)
def leans_on_no_use(pack: LoadedPack) -> Iterator[Hit]:
    """The gate would refuse it."""
    registers = {source.definition.id: source.definition for source in pack.of_folder("registers").values()}
    said: set[tuple[str, str, str]] = set()  # once is enough, however often the plan leans on it
    for where, register, _under, named in leans(pack):
        purpose, fields = PURPOSES[str(where[0])], tuple(field for field in named if field)
        for field in missing(registers[register], purpose, fields) if register in registers else ():
            if (register, purpose, field) not in said:
                yield at(country(pack), *where, register=register, field=field, purpose=purpose)
            said.add((register, purpose, field))


@rule("register/use-field-unknown", "the register has no field '{field}'", scope="pack")
def use_field_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """What may be read is not there."""
    for source in pack.of_folder("registers").values():
        known = {each.name for each in source.definition.fields}
        for number, use in enumerate(source.definition.uses):
            for field in use.fields:
                if field not in known:
                    yield at(source, "uses", number, "fields", field=field)


@rule("register/use-twice", "for '{purpose}' it is said twice what may be read", scope="pack")
def use_twice(pack: LoadedPack) -> Iterator[Hit]:
    """The second would count for nothing."""
    for source in pack.of_folder("registers").values():
        seen: set[str] = set()
        for number, use in enumerate(source.definition.uses):
            if use.purpose in seen:
                yield at(source, "uses", number, "purpose", purpose=use.purpose)
            seen.add(use.purpose)


@rule(
    "service/asks-again", "government could answer {count} of its questions itself, and {most} are agreed: {questions}"
)
def asks_again(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """Nobody is asked for more that government knows than was agreed: fill it in from the register, or agree to it in the open."""
    found = asked_again(service, pack)
    if len(found) > service.service.asks_again:
        values = {"count": len(found), "most": service.service.asks_again, "questions": ", ".join(found)}
        yield at(service.files["service.yaml"], "asks_again", **values)


@rule(
    "service/asks-less", "it asks {count} of what government knows, and {most} are agreed: lower asks_again to {count}"
)
def asks_less(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """What was won is not lost again unseen."""
    count = len(asked_again(service, pack))
    if count < service.service.asks_again:
        yield at(service.files["service.yaml"], "asks_again", count=count, most=service.service.asks_again)
