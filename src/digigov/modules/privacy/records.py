"""What is held of a person, room by room. Only that person asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.privacy import policies
from digigov.modules.privacy.definitions import Holding, Source, Whose


@dataclass(frozen=True, slots=True)
class Record:
    """One row of what is held; ``values`` by names that the holding words, without what is empty."""

    kind: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A room's holding, and how many records of the person it has."""

    holding: Holding
    count: int


@cache
def holdings() -> dict[str, Holding]:
    """By room, in the order of the settings."""
    found: tuple[Holding, ...] = tuple(import_string(path) for path in settings.DIGIGOV_HOLDINGS)
    return {each.room: each for each in found}


def list_holdings(*, viewer: Actor, whose: Whose) -> tuple[Held, ...]:
    """Every room and how much it holds. :raises NotAllowed: for anybody else."""
    policies.require_self(viewer, whose)
    return tuple(Held(each, sum(s.rows(whose).count() for s in each.sources)) for each in holdings().values())


def list_records(*, viewer: Actor, whose: Whose, room: str, page: Page) -> tuple[Holding, PageOf[Record]]:
    """
    What one room holds, source by source.

    :raises NotAllowed: for anybody else.
    :raises NotFound: if no such room holds anything of anybody.
    """
    policies.require_self(viewer, whose)
    holding = holdings().get(room)
    if holding is None:
        raise NotFound
    start, wanted = (page.number - 1) * page.size, page.size + 1
    found: list[Record] = []
    for source in holding.sources:
        rows = source.rows(whose)
        count = rows.count()
        if start < count:
            found += [record_of(source, row) for row in rows[start : start + wanted - len(found)]]
        start = max(0, start - count)
        if len(found) == wanted:
            break
    return holding, PageOf(tuple(found[: page.size]), page.number, page.size, len(found) > page.size)


def all_records(holding: Holding, whose: Whose) -> Iterator[Record]:
    for source in holding.sources:
        for row in source.rows(whose).iterator(chunk_size=500):
            yield record_of(source, row)


def record_of(source: Source, row: Any) -> Record:
    values = {name: value for name, value in source.values(row).items() if value not in (None, "", [], {})}
    return Record(source.kind, values)
