"""Second pass: the papers with which somebody shows who they are."""

from collections.abc import Iterator

from digigov.modules.assurance.definitions import Paper
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack
from digigov.modules.catalog.pack.rules.country import country


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
