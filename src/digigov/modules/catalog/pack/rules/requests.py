"""Second pass: what people may report, who answers, and how a complaint goes past those whom it is about."""

from collections.abc import Iterator
from typing import Any

from digigov.modules.catalog.pack.faults import Hit, at, rule
from digigov.modules.catalog.pack.folder import LoadedPack
from digigov.modules.catalog.pack.reading import SourceFile
from digigov.modules.catalog.pack.rules.country import country
from digigov.modules.catalog.request_definitions import LIAISON, RequestCategory

OWN_NAMES = frozenset(
    {"place", "description", "photo", "about_unit", "email", "phone", "name"}
)  # of every report's page


def _categories(pack: LoadedPack) -> Iterator[tuple[SourceFile, int, RequestCategory]]:
    for source in pack.of_folder("requests").values():
        for number, category in enumerate(source.definition.categories):
            yield source, number, category


@rule("request/no-plan", "pack.yaml says nothing under 'requests', so nobody would answer", scope="pack")
def no_plan(pack: LoadedPack) -> Iterator[Hit]:
    """Without owner, role and ladder a report would lie somewhere."""
    if pack.pack.requests is None and any(True for _ in _categories(pack)):
        yield at(country(pack))


@rule("request/plan-unknown", "no {what} '{code}' stands in organizations.yaml", scope="pack")
def plan_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """What nobody holds answers nobody."""
    plan = pack.pack.requests
    if plan is None:
        return
    units = {each.code for each in pack.organizations.organizations}
    roles = {each.code for each in pack.organizations.roles}
    wanted: list[tuple[tuple[Any, ...], str, str, set[str]]]
    wanted = [(("owner",), "organization", plan.owner, units), ((), "role", LIAISON, roles)]
    wanted += [(("above", n), "organization", code, units) for n, code in enumerate(plan.above)]
    wanted += [(("ladder", n, "role"), "role", rung.role, roles) for n, rung in enumerate(plan.ladder)]
    for where, what, code, known in wanted:
        if code not in known:
            yield at(country(pack), "requests", *where, what=what, code=code)


@rule("request/category-twice", "the category '{id}' stands in the pack twice", scope="pack")
def category_twice(pack: LoadedPack) -> Iterator[Hit]:
    """Its id is what other systems (Open311) know it by."""
    seen: set[str] = set()
    for source, number, category in _categories(pack):
        if category.id in seen:
            yield at(source, "categories", number, "id", id=category.id)
        seen.add(category.id)


@rule("request/unit-unknown", "no organization '{unit}' stands in organizations.yaml", scope="pack")
def unit_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """Nobody would answer."""
    units = {each.code for each in pack.organizations.organizations}
    for source, number, category in _categories(pack):
        if category.unit is not None and category.unit not in units:
            yield at(source, "categories", number, "unit", unit=category.unit)


@rule("request/unit", "a report names the unit that answers, and what is about a unit names none", scope="pack")
def unit_fits(pack: LoadedPack) -> Iterator[Hit]:
    """A complaint goes past the unit that it is about, so the pack cannot name who answers it."""
    for source, number, category in _categories(pack):
        if (category.kind == "report") != (category.unit is not None):
            yield at(source, "categories", number, "id")


@rule("request/complaint-public", "a complaint, a suggestion or praise is never shown to everybody", scope="pack")
def complaint_public(pack: LoadedPack) -> Iterator[Hit]:
    """It is about people."""
    for source, number, category in _categories(pack):
        if category.kind != "report" and category.public:
            yield at(source, "categories", number, "kind")


@rule("request/alike-without-place", "nothing lies near a report without a place", scope="pack")
def alike_without_place(pack: LoadedPack) -> Iterator[Hit]:
    """The distance could never be measured."""
    for source, number, category in _categories(pack):
        if category.alike is not None and category.place == "none":
            yield at(source, "categories", number, "alike")


@rule("service/reported-unknown", "no group '{group}' stands in requests/", scope="pack")
def reported_unknown(pack: LoadedPack) -> Iterator[Hit]:
    """The page of the service would lead nowhere."""
    for service in pack.services.values():
        group = service.service.reported_under if service.is_readable else None
        if group is not None and group not in pack.of_folder("requests"):
            yield at(service.files["service.yaml"], "reported_under", group=group)


@rule("request/question-name", "'{id}' is asked twice, or is a name that every report has", scope="pack")
def question_name(pack: LoadedPack) -> Iterator[Hit]:
    """One answer would overwrite the other."""
    for source, number, category in _categories(pack):
        seen = set(OWN_NAMES)
        for place, question in enumerate(category.questions):
            if question.id in seen:
                yield at(source, "categories", number, "questions", place, "id", id=question.id)
            seen.add(question.id)


@rule("request/question-kind", "a report cannot ask for a {type}", scope="pack")
def question_kind(pack: LoadedPack) -> Iterator[Hit]:
    """Places and photos have boxes of their own on each report's page, and no register is asked about a stranger."""
    for source, number, category in _categories(pack):
        for place, question in enumerate(category.questions):
            if question.type in ("file", "place", "register_number", "declaration"):
                yield at(source, "categories", number, "questions", place, "type", type=question.type)
