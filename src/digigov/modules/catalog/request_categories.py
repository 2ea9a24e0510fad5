"""Categories of requests: published in numbered versions that never change, and asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.published import remembered
from digigov.modules.audit import commands as audit
from digigov.modules.catalog.models import RequestCategoryVersion
from digigov.modules.catalog.request_definitions import RequestCategory, RequestGroup


@dataclass(frozen=True, slots=True)
class PublishedCategory:
    """A version of a category, with the group under which people find it."""

    id: str
    version: int
    group: str
    group_name: str
    definition: RequestCategory


def publish_categories(groups: Iterable[RequestGroup], *, by: Actor, at: datetime) -> None:
    """What changed becomes a new version; what is not in the pack any more is no longer offered. Repeating changes nothing."""
    offered: set[int] = set()
    place = 0
    for group in groups:
        for category in group.categories:
            place += 1
            offered.add(_publish(group, category, place, by=by, at=at))
    RequestCategoryVersion.objects.filter(is_offered=True).exclude(id__in=offered).update(is_offered=False)


def _publish(group: RequestGroup, category: RequestCategory, place: int, *, by: Actor, at: datetime) -> int:
    body = {
        "group": group.id,
        "group_name": group.name,
        "category": category.model_dump(mode="json", by_alias=True, exclude_defaults=True),
    }
    last = RequestCategoryVersion.objects.filter(category=category.id).order_by("-version").first()
    if last is None or last.body != body:
        last = RequestCategoryVersion.objects.create(
            category=category.id, version=last.version + 1 if last else 1, body=body, place=place, published_at=at
        )
        details = {"category": category.id, "version": last.version}
        audit.record(by=by, at=at, action="catalog.request-category-published", details=details)
    RequestCategoryVersion.objects.filter(category=category.id, is_offered=True).exclude(id=last.id).update(
        is_offered=False
    )
    RequestCategoryVersion.objects.filter(id=last.id).update(is_offered=True, place=place)
    return last.id


def list_request_categories() -> tuple[PublishedCategory, ...]:
    """Every category offered now, in the pack's order: some dozens, read from one index."""
    rows = RequestCategoryVersion.objects.filter(is_offered=True).order_by("place")
    return tuple(_category(code, version) for code, version in rows.values_list("category", "version"))


def get_request_category(category: str, version: int | None = None) -> PublishedCategory:
    """One as it is offered now, or as it was published. :raises NotFound: if there is none."""
    if version is None:
        offered = RequestCategoryVersion.objects.filter(category=category, is_offered=True)
        version = offered.values_list("version", flat=True).first()
    if version is None:
        raise NotFound
    return _category(category, version)


@remembered(2000)
def _category(category: str, version: int) -> PublishedCategory:
    row = RequestCategoryVersion.objects.filter(category=category, version=version).first()
    if row is None:
        raise NotFound
    return PublishedCategory(
        category,
        version,
        row.body["group"],
        row.body["group_name"],
        RequestCategory.model_validate(row.body["category"]),
    )
