"""What government offers, as it is published now and as it was published before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.kernel.published import remembered
from digigov.modules.casework.definitions import Workflow
from digigov.modules.catalog import definitions, policies
from digigov.modules.catalog.models import PackEdition, Service, ServiceVersion
from digigov.modules.catalog.pack.asking import asked_again
from digigov.modules.catalog.pack.check import check
from digigov.modules.catalog.pack.contents import EDITION, parts_of, shared_parts
from digigov.modules.catalog.pack.differences import differences
from digigov.modules.catalog.pack.faults import Fault
from digigov.modules.catalog.pack.schemas import schemas
from digigov.modules.catalog.request_categories import (
    PublishedCategory,
    get_request_category,
    list_request_categories,
)
from digigov.modules.catalog.request_definitions import LIAISON, REQUEST_SERVICE
from digigov.modules.catalog.rules import assumed_parts, not_eligible
from digigov.modules.forms.definitions import Form
from digigov.modules.payments.definitions import FeeTable
from digigov.modules.registries.definitions import Register
from digigov.modules.search import queries as search

__all__ = [
    "Fault",
    "LIAISON",
    "PublishedCategory",
    "REQUEST_SERVICE",
    "get_request_category",
    "list_request_categories",
    "not_eligible",
]


@dataclass(frozen=True, slots=True)
class PublishedService:
    """A version of a service, with its definition."""

    id: str
    version: int
    ministry: str
    definition: definitions.Service
    published_at: datetime
    fees: FeeTable
    workflow: Workflow
    form: Form


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """A service in a list."""

    id: str
    version: int
    name: str
    summary: str
    ministry: str
    organization: str
    kind: str
    audience: tuple[str, ...]
    life_events: tuple[str, ...]


def check_pack(path: Path) -> tuple[Fault, ...]:
    """Everything that is wrong with a pack, by file and line."""
    return check(path)[1]


def ask_once_budget(path: Path) -> dict[str, tuple[str, ...]]:
    """For each service of a pack, the questions that government could answer itself."""
    pack, _faults = check(path)
    return {
        each.id: asked_again(each, pack) for each in pack.services.values() if pack.is_readable and each.is_readable
    }


def diff_pack(path: Path) -> dict[str, tuple[str, ...]]:
    """What loading this pack would change, in words, by service; under "" what all services share."""
    pack, _faults = check(path)
    last = PackEdition.objects.order_by("-number").first()
    found = {"": _changes(last.body if last else None, {k: v for k, v in shared_parts(pack).items() if k in EDITION})}
    for service in pack.services.values():
        row = ServiceVersion.objects.filter(service=service.id).order_by("-version").first()
        found[service.id] = _changes(row.parts if row else None, parts_of(service, pack))
    offered = Service.objects.filter(is_offered=True).exclude(id__in=[s.id for s in pack.services.values()])
    found |= dict.fromkeys(offered.values_list("id", flat=True), ("is no longer offered",))
    return {service: sentences for service, sentences in found.items() if sentences}


def _changes(before: dict[str, Any] | None, after: dict[str, Any]) -> tuple[str, ...]:
    return ("is new",) if before is None else tuple(differences(before, after))


def current_version(service: str) -> int:
    """:raises NotFound: if no such service is offered."""
    version = Service.objects.filter(id=service, is_offered=True).values_list("version", flat=True).first()
    if version is None:
        raise NotFound
    return version


def get_service(service: str, version: int | None = None) -> PublishedService:
    """
    A service in the version offered now, or in an earlier one.

    :raises NotFound: if there is no such service or version.
    """
    return _published(service, current_version(service) if version is None else version)


@remembered(2000)
def _published(service: str, version: int) -> PublishedService:
    row = ServiceVersion.objects.filter(service=service, version=version).first()
    if row is None:
        raise NotFound
    return PublishedService(
        id=row.service,
        version=row.version,
        ministry=row.body["ministry"],
        definition=definitions.Service.model_validate(row.body["service"]),
        published_at=row.published_at,
        fees=FeeTable.model_validate(row.parts.get("fees", {})),
        workflow=Workflow.model_validate(row.parts["workflow"]),
        form=Form.model_validate(row.parts["form"]),
    )


def get_pack() -> definitions.Pack:
    """The country, as the newest edition of the pack describes it. :raises NotFound: if no pack was loaded."""
    number = PackEdition.objects.order_by("-number").values_list("number", flat=True).first()
    if number is None:
        raise NotFound
    return _edition(number)


def get_data_protection() -> definitions.DataProtection:
    """What the country's data-protection law lets people see; the least before a pack was loaded."""
    try:
        return get_pack().data_protection
    except NotFound:
        return definitions.DataProtection()


def list_registers_of_people() -> tuple[Register, ...]:
    """The registers about people that are asked by the number of the identity card, by name; none before a pack was loaded."""
    edition = PackEdition.objects.order_by("-number").first()
    plan = get_pack().proofing if edition else None
    if edition is None or plan is None:
        return ()
    known = [Register.model_validate(body) for body in edition.body["registers"].values()]
    asked = [each for each in known if each.about == "person" and plan.people.under in (each.key, *each.also_by)]
    return tuple(sorted(asked, key=lambda each: each.name))


@remembered(20)
def _edition(number: int) -> definitions.Pack:
    return definitions.Pack.model_validate(PackEdition.objects.get(number=number).body["pack"])


def list_life_events() -> tuple[definitions.Named, ...]:
    """The life events under which something is offered, in the pack's order."""
    listed = Service.objects.filter(is_offered=True).values_list("life_events", flat=True)
    used = {event for events in listed for event in events}
    return tuple(each for each in get_pack().life_events if each.id in used)


def names_of_roles() -> dict[str, str]:
    """What the newest edition calls each role."""
    edition = PackEdition.objects.order_by("-number").first()
    return {each["code"]: each["name"] for each in edition.body["organizations"]["roles"]} if edition else {}


def list_services(
    *,
    page: Page,
    ministry: str | None = None,
    organization: str | None = None,
    organizations: Collection[str] | None = None,
    life_event: str | None = None,
    audience: str | None = None,
    kind: str | None = None,
) -> PageOf[ServiceCard]:
    """Services offered now, by name."""
    rows = Service.objects.filter(is_offered=True)
    equal = {"ministry": ministry, "organization": organization, "kind": kind}
    rows = rows.filter(**{key: value for key, value in equal.items() if value is not None})
    if organizations is not None:
        rows = rows.filter(organization__in=organizations)
    if life_event is not None:
        rows = rows.filter(life_events__contains=[life_event])
    if audience is not None:
        rows = rows.filter(audience__contains=[audience])
    return page.of(rows.order_by("name", "id"), _card)


def anonymous_services() -> frozenset[str]:
    """Services offered now that nobody needs an account for; who asked is not shown where many cases stand together."""
    rows = Service.objects.filter(is_offered=True).values_list("id", "version")
    return frozenset(service for service, version in rows if _published(service, version).definition.anonymous)


def open_to_others() -> dict[str, frozenset[str]]:
    """Of the services offered now those that somebody may ask for another, each with the grounds on which."""
    rows = Service.objects.filter(is_offered=True).values_list("id", "version")
    grounds = {service: frozenset(_published(service, version).definition.acting) for service, version in rows}
    return {service: found for service, found in grounds.items() if found}


def search_services(*, query: str, page: Page) -> PageOf[ServiceCard]:
    """Services that fit what somebody typed, best first."""
    found = search.search(query=query, kinds=("service",), page=page)
    return PageOf(cards_of(tuple(each.object_id for each in found)), found.number, found.size, found.has_next)


def cards_of(ids: tuple[str, ...]) -> tuple[ServiceCard, ...]:
    """The services with these ids that are offered, in that order."""
    found = {row.id: _card(row) for row in Service.objects.filter(id__in=ids, is_offered=True)}
    return tuple(found[each] for each in ids if each in found)


def _card(row: Service) -> ServiceCard:
    return ServiceCard(
        id=row.id,
        version=row.version,
        name=row.name,
        summary=row.summary,
        ministry=row.ministry,
        organization=row.organization,
        kind=row.kind,
        audience=tuple(row.audience),
        life_events=tuple(row.life_events),
    )


def pack_schemas() -> dict[str, str]:
    """JSON Schemas for editors: file name → text."""
    return schemas()


@dataclass(frozen=True, slots=True)
class AskOnce:
    """Of a service: its questions, how many are ``filled`` in from registers, and how many are asked ``again``."""

    service: str
    name: str
    ministry: str
    questions: int
    filled: int
    again: int


def list_ask_once(*, page: Page) -> PageOf[AskOnce]:
    """
    Each service offered now, by name. That a service asks again no more than its definition says is seen to by ``pack check``, which
    counts; so the definition has the number.
    """
    return page.of(Service.objects.filter(is_offered=True).order_by("name", "id"), _asks)


def _asks(row: Service) -> AskOnce:
    service = _published(row.id, row.version)
    questions = [each for part in service.form.pages for each in part.questions]
    filled = sum(each.prefill is not None for each in questions)
    return AskOnce(row.id, row.name, row.ministry, len(questions), filled, service.definition.asks_again)


@dataclass(frozen=True, slots=True)
class Assumed:
    """What no source supports in one service."""

    service: str
    version: int
    name: str
    parts: tuple[str, ...]


def list_assumed(*, viewer: Actor, page: Page) -> PageOf[Assumed]:
    """
    For each service what is assumed in it, by name.

    :raises NotAllowed: unless the viewer may see it.
    """
    policies.require_assumed(viewer)
    rows = Service.objects.filter(is_offered=True).order_by("name", "id")
    return page.of(
        rows, lambda row: Assumed(row.id, row.version, row.name, _published(row.id, row.version).definition.assumed)
    )


def assumed_of_country(*, viewer: Actor) -> tuple[tuple[str, str], ...]:
    """
    What is assumed of the country itself: what it is, and its code or name.

    :raises NotAllowed: unless the viewer may see it.
    """
    policies.require_assumed(viewer)
    edition = PackEdition.objects.order_by("-number").first()
    return tuple(assumed_parts(edition.body)) if edition else ()
