"""Second pass: what the country proves by registers (``proofing``, ``mandates``) leans on registers that there are."""

from collections.abc import Iterator
from typing import Any

from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack
from digigov.modules.catalog.pack.rules.country import country

# Where in pack.yaml, the register, the number that it is asked by, the fields that are read.
Lean = tuple[tuple[Any, ...], str, str, tuple[str | None, ...]]


def leans(pack: LoadedPack) -> Iterator[Lean]:
    """What of the country's plans is read from a register."""
    plan = pack.pack.proofing
    if plan is not None:
        people, deaths = plan.people, plan.deaths
        yield (
            ("proofing", "people"),
            people.register_,
            people.under,
            (people.called, people.born, people.phone, people.address),
        )
        yield ("proofing", "deaths"), deaths.register_, deaths.under, (deaths.died,)
        for number, paper in enumerate(plan.papers):
            if paper.register_:
                where = ("proofing", "papers", number)
                yield where, paper.register_, paper.identifier, (paper.holder, paper.born, paper.expires)
    acting = pack.pack.mandates
    if acting is not None:
        births, firms = acting.births, acting.firms
        yield (
            ("mandates", "births"),
            births.register_,
            births.under,
            (births.child, births.born, *births.parents, births.numbers),
        )
        yield ("mandates", "firms"), firms.register_, firms.under, (firms.called, firms.state, firms.directors)


@rule("pack/leans-on-no-register", "there is no register '{register}'", scope="pack")
def register_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Nobody could be compared with it."""
    known = {source.definition.id for source in pack.of_folder("registers").values()}
    for where, register, _under, _fields in leans(pack):
        if register not in known:
            yield at(country(pack), *where, "register", register=register)


@rule("pack/leans-on-no-key", "the register '{register}' is not asked by '{key}'", scope="pack")
def key_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """The number that somebody shows would find nothing."""
    for where, register, under, _fields in leans(pack):
        for source in pack.of_folder("registers").values():
            if source.definition.id == register and under not in (source.definition.key, *source.definition.also_by):
                yield at(country(pack), *where, register=register, key=under)


@rule("pack/leans-on-no-field", "the register '{register}' has no field '{field}'", scope="pack")
def field_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """What it says of a person would not be found."""
    for where, register, _under, fields in leans(pack):
        for source in pack.of_folder("registers").values():
            known = {each.name for each in source.definition.fields}
            for field in fields if source.definition.id == register else ():
                if field is not None and field not in known:
                    yield at(country(pack), *where, register=register, field=field)
