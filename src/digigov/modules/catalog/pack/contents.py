"""What of a pack is published, in a form that can be compared: a service's own parts, and what all services share."""

import csv
import json
from dataclasses import dataclass
from typing import Any

from digigov.modules.catalog.pack.folder import LoadedPack, LoadedService, content_hash
from digigov.modules.catalog.ports import slices
from digigov.modules.catalog.request_definitions import RequestGroup
from digigov.modules.documents.definitions import DocumentTemplate
from digigov.modules.forms.definitions import Country, IdentifierPattern, Question
from digigov.modules.knowledge.definitions import ArticleText
from digigov.modules.notifications.definitions import MessageTemplate
from digigov.modules.registries.definitions import Register

EDITION = (
    "pack",
    "organizations",
    "calendar",
    "registers",
    "messages",
    "slices",
    "requests",
    "articles",
)  # kept with each edition; the places are not
Templates = dict[str, tuple[DocumentTemplate, str | None]]


def templates_of(service: LoadedService, pack: LoadedPack) -> Templates:
    """The documents of a service, its own before shared ones, each with its Typst source (None: the kind's plain paper)."""
    shared = {name: (f.definition, pack.typst.get(name)) for name, f in pack.of_folder("shared/documents").items()}
    own = {name: (f.definition, service.typst.get(name)) for name, f in service.of_folder("documents").items()}
    words = words_of(service)
    return {name: (_worded(definition, words), source) for name, (definition, source) in (shared | own).items()}


def words_of(service: LoadedService) -> dict[str, dict[str, str]]:
    """By fact, how each choice that an applicant or an officer can make is worded."""
    asked = {f"answers.{each.id}": each for page in service.form.pages for each in page.questions}
    found = {
        f"findings.{step.id}.{each['id']}": Question.model_validate(each)
        for step in service.workflow.steps
        for each in step.findings
    }
    return {
        fact: {choice.value: choice.label for choice in question.choices}
        for fact, question in {**asked, **found}.items()
        if question.choices
    }


def _worded(definition: DocumentTemplate, words: dict[str, dict[str, str]]) -> DocumentTemplate:
    """A paper says a choice in the words of the question, unless it brings its own."""
    shows = [
        each if each.words else each.model_copy(update={"words": words.get(each.fact, {})}) for each in definition.shows
    ]
    return definition.model_copy(update={"shows": tuple(shows)})


def messages_of(service: LoadedService) -> list[MessageTemplate]:
    return [source.definition for source in service.of_folder("messages").values()]


def shared_messages(pack: LoadedPack) -> list[MessageTemplate]:
    return [source.definition for source in pack.of_folder("messages").values()]


def request_groups(pack: LoadedPack) -> list[RequestGroup]:
    found = [source.definition for source in pack.of_folder("requests").values()]
    return sorted(found, key=lambda group: (group.place, group.id))


def articles_of(pack: LoadedPack) -> list[ArticleText]:
    return [source.definition for source in pack.of_folder("articles").values()]


def registers(pack: LoadedPack) -> list[Register]:
    return [source.definition for source in pack.of_folder("registers").values()]


def country_of(pack: LoadedPack) -> Country:
    """What questions know of the country: patterns of numbers, named places, the outline."""
    rows = csv.reader((pack.root / pack.pack.places).read_text("utf-8").splitlines()[1:])
    outline = json.loads((pack.root / pack.pack.outline).read_text("utf-8"))
    patterns = [
        IdentifierPattern(id=each.id, name=each.name, pattern=each.pattern, example=each.example, hint=each.hint)
        for each in pack.pack.identifiers
    ]
    return Country(
        code=pack.pack.iso_code,
        currency_symbol=pack.pack.currency_symbol,
        identifiers=tuple(patterns),
        places=tuple((row[0], row[1], float(row[2]), float(row[3])) for row in rows if row),
        outline=tuple((point[0], point[1]) for point in outline["geometry"]["coordinates"][0]),
    )


def _plain(definition: Any) -> Any:
    return definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def parts_of(service: LoadedService, pack: LoadedPack) -> dict[str, Any]:
    """Everything that decides how a case of this service goes. Examples are tests and not among it."""
    return {
        "ministry": service.ministry,
        "service": _plain(service.service),
        "form": _plain(service.form),
        "fees": _plain(service.fees),
        "workflow": _plain(service.workflow),
        "messages": {each.id: _plain(each) for each in messages_of(service)},
        "documents": {
            name: [_plain(definition), source] for name, (definition, source) in templates_of(service, pack).items()
        },
        "papers": content_hash(pack.typst),
    }


def shared_parts(pack: LoadedPack) -> dict[str, Any]:
    return {
        "pack": _plain(pack.pack),
        "organizations": _plain(pack.organizations),
        "calendar": _plain(pack.calendar),
        "registers": {each.id: _plain(each) for each in registers(pack)},
        "messages": {each.id: _plain(each) for each in shared_messages(pack)},
        "slices": {part.name: {name: _plain(each) for name, each in pack.of_slice(part).items()} for part in slices()},
        "requests": {each.id: _plain(each) for each in request_groups(pack)},
        "articles": {each.id: _plain(each) for each in articles_of(pack)},
        "places": {name: (pack.root / name).read_text("utf-8") for name in (pack.pack.places, pack.pack.outline)},
    }


@dataclass(frozen=True, slots=True)
class Hashed:
    """What is to be published, with its hash."""

    parts: dict[str, Any]
    hash: str


def hashed(parts: dict[str, Any]) -> Hashed:
    return Hashed(parts, content_hash(parts))
