"""Second pass: documents."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from digigov.modules.catalog.pack.facts import comparisons, find_fact
from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService
from digigov.modules.catalog.pack.reading import SourceFile
from digigov.modules.catalog.pack.rules.workflow import facts_for
from digigov.modules.documents import queries as documents
from digigov.modules.documents.definitions import DocumentTemplate, Validity

_ANY_DAY = datetime(2026, 1, 2, 12, tzinfo=UTC)


def issued(service: LoadedService, pack: LoadedPack) -> dict[str, SourceFile]:
    """The documents that this service's steps name, its own before shared ones."""
    wanted = {step.parameters.get("document") for step in service.workflow.steps}
    both = pack.of_folder("shared/documents") | service.of_folder("documents")
    return {name: source for name, source in both.items() if name in wanted}


@rule("document/never-issued", "no step issues '{name}'")
def never_issued(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """A paper that nobody ever gets."""
    wanted = {step.parameters.get("document") for step in service.workflow.steps}
    for name, source in service.of_folder("documents").items():
        if name not in wanted and source.definition.kind not in ("receipt", "letter"):
            yield at(source, "id", name=name)


@rule("document/paper-broken", "the paper cannot be drawn: {fault}")
def paper_broken(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The case would wait for a paper that never comes."""
    for name, source in service.of_folder("documents").items():
        definition = source.definition.model_copy(update={"validity": Validity(days=1)})  # its faults are other rules'
        if fault := _fault_of(definition.model_dump_json(), service.typst.get(name), pack.root):
            yield at(source, "id", fault=fault)


@lru_cache(maxsize=200)
def _fault_of(definition: str, source: str | None, root: Path) -> str:
    """What Typst says, in one line; nothing when the paper can be drawn."""
    template = DocumentTemplate.model_validate_json(definition)
    try:
        documents.draw_specimen(definition=template, source=source, pack=root, at=_ANY_DAY)
    except documents.TemplateBroken as broken:
        return " ".join(str(broken.values["fault"]).split())
    return ""


@rule("document/fact-unknown", "nothing in this service gives '{fact}'")
def fact_unknown(service: LoadedService, pack: LoadedPack) -> Iterator[Hit]:
    """The paper would show nothing there."""
    facts = facts_for(service, pack)
    own = service.of_folder("documents")
    for name, source in issued(service, pack).items():
        if name in own:
            for where, path in paths_of(source.definition):
                if path.startswith(("answers.", "findings.", "reads.", "fees.")) and find_fact(facts, path) is None:
                    yield at(source, *where, fact=path)


def paths_of(document: Any) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Facts that a document needs, and where it says so."""
    for number, shown in enumerate(document.shows):
        yield ("shows", number, "fact"), shown.fact
        for inside, each in comparisons(shown.when):
            yield ("shows", number, "when", *inside, "fact"), each["fact"]
    if document.validity.years_fact:
        yield ("validity", "years_fact"), document.validity.years_fact
    for inside, each in comparisons(document.when):
        yield ("when", *inside, "fact"), each["fact"]


@rule("document/role-unknown", "no role '{role}' stands in organizations.yaml", scope="pack")
def revoke_role_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Nobody could revoke it."""
    known = {each.code for each in pack.organizations.roles}
    for source in pack.files.values():
        role = getattr(source.definition, "revoke_role", None)
        if role and role not in known:
            yield at(source, "revoke_role", role=role)


@rule(
    "document/validity", "a document is valid for years, by a fact, for days or until a day: choose one", scope="pack"
)
def validity(pack: LoadedPack) -> Iterator[Hit]:
    """Two of them could disagree."""
    for source in pack.files.values():
        held = getattr(source.definition, "validity", None)
        if held and sum(map(bool, (held.years, held.years_fact, held.days, held.until))) > 1:
            yield at(source, "validity")


@rule("document/until", "'{until}' is no day of the year such as 06-30", scope="pack")
def until(pack: LoadedPack) -> Iterator[Hit]:
    """A day on which nothing ends."""
    for source in pack.files.values():
        held = getattr(source.definition, "validity", None)
        for number, day in enumerate(held.until if held else ()):
            if not re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", day):
                yield at(source, "validity", "until", number, until=day)


@rule("document/shown-twice", "a second fact is called '{name}'", scope="pack")
def shown_twice(pack: LoadedPack) -> Iterator[Hit]:
    """The template would get only the first of them; one before it that has a condition lets it through."""
    for source in pack.files.values():
        seen = set()
        for number, shown in enumerate(getattr(source.definition, "shows", ()) or ()):
            if hasattr(shown, "fact"):
                if shown.name in seen:
                    yield at(source, "shows", number, "name", name=shown.name)
                if shown.when is None:
                    seen.add(shown.name)
