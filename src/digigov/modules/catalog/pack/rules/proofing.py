"""Second pass: how the country shows who somebody is leans on registers that there are."""

from collections.abc import Iterator
from typing import Any

from digigov.modules.assurance.definitions import Paper
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack
from digigov.modules.catalog.pack.rules.country import country

Lean = tuple[
    tuple[Any, ...], str, str, tuple[str | None, ...]
]  # where, register, the number it is asked by, its fields


def leans(pack: LoadedPack) -> Iterator[Lean]:
    """What of the plan is read from a register."""
    plan = pack.pack.proofing
    if plan is None:
        return
    people, deaths = plan.people, plan.deaths
    yield ("people",), people.register_, people.under, (people.called, people.born, people.phone)
    yield ("deaths",), deaths.register_, deaths.under, (deaths.died,)
    for number, paper in enumerate(plan.papers):
        if paper.register_:
            yield ("papers", number), paper.register_, paper.identifier, (paper.holder, paper.born, paper.expires)


@rule("proofing/register-unknown", "there is no register '{register}'", scope="pack")
def register_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Nobody could be compared with it."""
    known = {source.definition.id for source in pack.of_folder("registers").values()}
    for where, register, _under, _fields in leans(pack):
        if register not in known:
            yield at(country(pack), "proofing", *where, "register", register=register)


@rule("proofing/key-unknown", "the register '{register}' is not asked by '{key}'", scope="pack")
def key_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """The number that somebody shows would find nothing."""
    for where, register, under, _fields in leans(pack):
        for source in pack.of_folder("registers").values():
            if source.definition.id == register and under not in (source.definition.key, *source.definition.also_by):
                yield at(country(pack), "proofing", *where, register=register, key=under)


@rule("proofing/field-unknown", "the register '{register}' has no field '{field}'", scope="pack")
def field_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """What it says of a person would not be found."""
    for where, register, _under, fields in leans(pack):
        for source in pack.of_folder("registers").values():
            known = {each.name for each in source.definition.fields}
            for field in fields if source.definition.id == register else ():
                if field is not None and field not in known:
                    yield at(country(pack), "proofing", *where, register=register, field=field)


@rule("proofing/identifier-unknown", "no identifier '{key}' stands in pack.yaml", scope="pack")
def identifier_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """The paper's number has no pattern."""
    known = {each.id for each in pack.pack.identifiers}
    for number, paper in enumerate(_papers(pack)):
        if paper.identifier not in known:
            yield at(country(pack), "proofing", "papers", number, "identifier", key=paper.identifier)


@rule("proofing/paper-twice", "the paper '{id}' stands there twice", scope="pack")
def paper_twice(pack: LoadedPack) -> Iterator[Hit]:
    """One of the two would be lost."""
    seen: set[str] = set()
    for number, paper in enumerate(_papers(pack)):
        if paper.id in seen:
            yield at(country(pack), "proofing", "papers", number, "id", id=paper.id)
        seen.add(paper.id)


@rule("proofing/no-photo", "no paper has a photo, so nobody could be compared with one", scope="pack")
def no_photo(pack: LoadedPack) -> Iterator[Hit]:
    """At a counter an officer compares a face."""
    if pack.pack.proofing and not any(paper.has_photo for paper in _papers(pack)):
        yield at(country(pack), "proofing", "papers")


def _papers(pack: LoadedPack) -> tuple[Paper, ...]:
    return pack.pack.proofing.papers if pack.pack.proofing else ()
