"""Second pass: the country itself, its identifiers, registers, shared messages and papers."""

import csv
import json
import re
import re._parser as pattern_parser  # type: ignore[import-not-found]
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack

REPEATS = (pattern_parser.MAX_REPEAT, pattern_parser.MIN_REPEAT)


def compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def can_explode(pattern: str) -> bool:
    """Whether a repetition without a bound stands inside another repetition: such a pattern can take for ever."""
    try:
        return _nested(pattern_parser.parse(pattern), False)
    except (re.error, RecursionError, OverflowError):
        return False


def _nested(parsed: Any, inside: bool) -> bool:
    for kind, value in parsed:
        if kind in REPEATS:
            low, high, body = value
            open_ended = high == pattern_parser.MAXREPEAT or (high > 20 and high != low)
            if (inside and open_ended) or _nested(body, inside or open_ended):
                return True
        elif (
            kind is pattern_parser.SUBPATTERN
            and _nested(value[-1], inside)
            or kind is pattern_parser.BRANCH
            and any(_nested(each, inside) for each in value[1])
        ):
            return True
    return False


def country(pack: LoadedPack):
    return pack.files["pack.yaml"]


@rule("pack/time-zone", "'{zone}' is no time zone", scope="pack")
def time_zone(pack: LoadedPack) -> Iterator[Hit]:
    """Every deadline is computed in it."""
    if pack.pack.time_zone not in zoneinfo.available_timezones():
        yield at(country(pack), "time_zone", zone=pack.pack.time_zone)


@rule("pack/english-missing", "the languages must hold 'en', in which the pack is written", scope="pack")
def english_missing(pack: LoadedPack) -> Iterator[Hit]:
    """What is not translated is shown in English."""
    if "en" not in {each.code for each in pack.pack.languages}:
        yield at(country(pack), "languages")


@rule("pack/twice", "'{id}' stands there twice", scope="pack")
def twice(pack: LoadedPack) -> Iterator[Hit]:
    """A code means one thing."""
    for part, key in (("identifiers", "id"), ("life_events", "id"), ("kinds", "id"), ("languages", "code")):
        seen = set()
        for number, each in enumerate(getattr(pack.pack, part)):
            code = getattr(each, key)
            if code in seen:
                yield at(country(pack), part, number, key, id=code)
            seen.add(code)


@rule("pack/file-missing", "there is no file '{name}' in the pack", scope="pack")
def file_missing(pack: LoadedPack) -> Iterator[Hit]:
    """The map and the addresses need it."""
    for key in ("places", "outline"):
        name = getattr(pack.pack, key)
        path = (pack.root / name).resolve()
        if not path.is_relative_to(pack.root.resolve()) or not path.is_file():
            yield at(country(pack), key, name=name)


@rule("pack/places-unreadable", "line {line} of '{name}' is not: place, district, latitude, longitude", scope="pack")
def places_unreadable(pack: LoadedPack) -> Iterator[Hit]:
    """An address question offers these places."""
    path = pack.root / pack.pack.places
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), start=1):
            if number > 1 and row and not _is_place(row):
                yield at(country(pack), "places", name=pack.pack.places, line=number)


def _is_place(row: list[str]) -> bool:
    try:
        latitude, longitude = (float(text) for text in row[2:])
    except ValueError:
        return False
    return all(row[:2]) and abs(latitude) <= 90 and abs(longitude) <= 180


@rule("pack/outline-unreadable", "'{name}' is no GeoJSON feature with one polygon", scope="pack")
def outline_unreadable(pack: LoadedPack) -> Iterator[Hit]:
    """The map is drawn from it."""
    path = pack.root / pack.pack.outline
    if path.is_file() and not _is_outline(path):
        yield at(country(pack), "outline", name=pack.pack.outline)


def _is_outline(path: Path) -> bool:
    try:
        ring = json.loads(path.read_text("utf-8"))["geometry"]["coordinates"][0]
        return len(ring) > 3 and all(abs(float(x)) <= 180 and abs(float(y)) <= 90 for x, y in ring)
    except (ValueError, TypeError, KeyError, IndexError):
        return False


@rule("identifier/pattern", "'{pattern}' is no regular expression", scope="pack")
def pattern_broken(pack: LoadedPack) -> Iterator[Hit]:
    """No answer could be compared with it."""
    for number, each in enumerate(pack.pack.identifiers):
        if compiled(each.pattern) is None:
            yield at(country(pack), "identifiers", number, "pattern", pattern=each.pattern)


@rule(
    "identifier/pattern-explodes",
    "'{pattern}' repeats a repetition, so some values take for ever to compare",
    scope="pack",
)
def pattern_explodes(pack: LoadedPack) -> Iterator[Hit]:
    """One crafted answer would stop a web worker."""
    for number, each in enumerate(pack.pack.identifiers):
        if can_explode(each.pattern):
            yield at(country(pack), "identifiers", number, "pattern", pattern=each.pattern)


@rule("identifier/example", "the example '{example}' does not fit the pattern", scope="pack")
def example_misfit(pack: LoadedPack) -> Iterator[Hit]:
    """People copy the example; one of the two is wrong."""
    for number, each in enumerate(pack.pack.identifiers):
        pattern = None if can_explode(each.pattern) else compiled(each.pattern)
        if pattern and not pattern.fullmatch(each.example):
            yield at(country(pack), "identifiers", number, "example", example=each.example)


@rule("file/id", "the file says '{id}', and its name says '{name}'", scope="pack")
def id_is_name(pack: LoadedPack) -> Iterator[Hit]:
    """Files are referred to by name."""
    for source in pack.files.values():
        said = getattr(source.definition, "id", None)
        folder, name = Path(source.name).parent.name, Path(source.name).stem
        if said is not None and folder in ("registers", "messages", "documents") and said != name:
            yield at(source, "id", id=said, name=name)


@rule("register/keeper-unknown", "no organisation has the code '{keeper}'", scope="pack")
def keeper_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Somebody must answer for a register."""
    codes = {each.code for each in pack.organizations.organizations}
    for source in pack.of_folder("registers").values():
        if source.definition.keeper not in codes:
            yield at(source, "keeper", keeper=source.definition.keeper)


@rule("register/key-unknown", "no identifier '{key}' stands in pack.yaml", scope="pack")
def key_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """The number under which rows are found has no pattern."""
    known = {each.id for each in pack.pack.identifiers}
    for source in pack.of_folder("registers").values():
        if source.definition.key not in known:
            yield at(source, "key", key=source.definition.key)


@rule("register/also-by-unknown", "no identifier '{key}' stands in pack.yaml, and it is not 'name'", scope="pack")
def also_by_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Rows are found by a number of a known pattern, or by an exact name."""
    known = {"name", *(each.id for each in pack.pack.identifiers)}
    for source in pack.of_folder("registers").values():
        for number, key in enumerate(source.definition.also_by):
            if key not in known:
                yield at(source, "also_by", number, key=key)


@rule("register/field-twice", "the field '{name}' stands there twice", scope="pack")
def field_twice(pack: LoadedPack) -> Iterator[Hit]:
    """One of the two would be lost."""
    for source in pack.of_folder("registers").values():
        seen = set()
        for number, field in enumerate(source.definition.fields):
            if field.name in seen:
                yield at(source, "fields", number, "name", name=field.name)
            seen.add(field.name)


@rule("service/shared-workflow-unknown", "no workflow '{workflow}' stands in shared/workflows/", scope="pack")
def shared_workflow_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """The service would have no steps."""
    for service in pack.services.values():
        described = service.files.get("service.yaml")
        wanted = described.data.get("workflow") if described and described.data else None
        if described and wanted and service.shared_workflow is None:
            yield at(described, "workflow", workflow=wanted)


@rule("service/twice", "a second service has the id '{id}'", scope="pack")
def service_twice(pack: LoadedPack) -> Iterator[Hit]:
    """An id is an address of the site."""
    seen = set()
    for service in pack.services.values():
        if service.id in seen and "service.yaml" in service.files:
            yield at(service.files["service.yaml"], "id", id=service.id)
        seen.add(service.id)
