"""What government offers, as it is published now and as it was published before."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.kernel.published import remembered
from digigov.modules.catalog import definitions
from digigov.modules.catalog.models import PackEdition, Service, ServiceVersion
from digigov.modules.catalog.pack.check import check
from digigov.modules.catalog.pack.faults import Fault


@dataclass(frozen=True, slots=True)
class PublishedService:
    """A version of a service, with its definition."""

    id: str
    version: int
    ministry: str
    definition: definitions.Service
    published_at: datetime


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
    )


def get_pack() -> definitions.Pack:
    """The country, as the newest edition of the pack describes it. :raises NotFound: if no pack was loaded."""
    number = PackEdition.objects.order_by("-number").values_list("number", flat=True).first()
    if number is None:
        raise NotFound
    return _edition(number)


@remembered(20)
def _edition(number: int) -> definitions.Pack:
    return definitions.Pack.model_validate(PackEdition.objects.get(number=number).body["pack"])


def list_services(
    *,
    page: Page,
    ministry: str | None = None,
    organization: str | None = None,
    life_event: str | None = None,
    audience: str | None = None,
    kind: str | None = None,
) -> PageOf[ServiceCard]:
    """Services offered now, by name."""
    rows = Service.objects.filter(is_offered=True)
    equal = {"ministry": ministry, "organization": organization, "kind": kind}
    rows = rows.filter(**{key: value for key, value in equal.items() if value is not None})
    if life_event is not None:
        rows = rows.filter(life_events__contains=[life_event])
    if audience is not None:
        rows = rows.filter(audience__contains=[audience])
    return page.of(rows.order_by("name", "id"), _card)


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
