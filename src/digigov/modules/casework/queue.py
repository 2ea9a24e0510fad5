"""
Work queues, read so that a page costs the same whatever the number of cases: one index scan for each post that the actor
holds, cut at the page's end, then merged.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from digigov.kernel.actor import ANYWHERE, Actor
from digigov.kernel.paging import Page
from digigov.kernel.references import parse_reference
from digigov.modules.casework.models import Task

ORDER = ("due_at", "id")
SHORTEST_TEXT = 3
COUNTED_TO = 100


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """``text`` is a reference, whole, or words of the title. ``who``: mine, nobody's, or everything that I may do."""

    who: Literal["", "mine", "unclaimed"] = ""
    role: str = ""
    service: str = ""
    overdue: bool = False
    escalated: bool = False
    text: str = ""


def task_ids(actor: Actor, filters: QueueFilters, *, at: datetime, page: Page) -> list[UUID]:
    """The ids of one page of the queue and, when there is a next page, of one task more."""
    start, stop = (page.number - 1) * page.size, page.number * page.size + 1
    return [row[0] for row in _merged(_arms(actor, filters, at), stop)[start:stop]]


def count(actor: Actor, filters: QueueFilters, *, at: datetime) -> int:
    """How many, up to ``COUNTED_TO``: a page shows “100 or more”, and the count stays cheap."""
    return len(_merged(_arms(actor, filters, at), COUNTED_TO))


def first_unclaimed(actor: Actor, *, service: str | None, limit: int) -> list[UUID]:
    """What is due first and nobody has; an escalated task is not offered, its supervisor picks it."""
    filters = QueueFilters(who="unclaimed", service=service or "")
    arms = [_narrowed(Task.objects.filter(_pair(role, unit)), filters) for role, unit in _pairs(actor.roles, filters)]
    return [row[0] for row in _merged(arms, limit)]


def supervised(actor: Actor) -> Q:
    """Tasks of the roles that the actor supervises, each in its units."""
    roles_of_unit: dict[str, set[str]] = defaultdict(set)
    for grant in actor.grants if actor.kind == "officer" else ():
        verb, _, role = grant.permission.partition(":")
        if verb == "supervise":
            roles_of_unit[grant.unit].add(role)
    units_of_roles: dict[frozenset[str], set[str]] = defaultdict(set)
    for unit, roles in roles_of_unit.items():
        units_of_roles[frozenset(roles)].add(unit)
    found = Q(pk__in=[])
    for roles, units in units_of_roles.items():
        found |= Q(role__in=roles) if ANYWHERE in units else Q(role__in=roles, unit__in=units)
    return found


def _arms(actor: Actor, filters: QueueFilters, at: datetime) -> list[QuerySet[Any]]:
    if actor.kind != "officer" or actor.party_id is None:
        return []
    if filters.who == "mine":
        mine = _narrowed(Task.objects.filter(claimed_by=actor.party_id), filters, at)
        return [mine.filter(role=filters.role) if filters.role else mine]
    escalated = Task.objects.filter(supervised(actor), is_escalated=True)
    if filters.role:
        escalated = escalated.filter(role=filters.role)
    own = [] if filters.escalated else [Task.objects.filter(_pair(*pair)) for pair in _pairs(actor.roles, filters)]
    return [_narrowed(arm, filters, at) for arm in (escalated, *own)]


def _pairs(roles: Iterable[tuple[str, str]], filters: QueueFilters) -> list[tuple[str, str]]:
    return sorted((role, unit) for role, unit in roles if filters.role in ("", role))


def _pair(role: str, unit: str) -> Q:
    return Q(role=role) if unit == ANYWHERE else Q(role=role, unit=unit)


def _narrowed(rows: QuerySet[Any], filters: QueueFilters, at: datetime | None = None) -> QuerySet[Any]:
    rows = rows.filter(state="open")
    if filters.who == "unclaimed":
        rows = rows.filter(claimed_by=None)
    if filters.service:
        rows = rows.filter(service=filters.service)
    if filters.overdue and at is not None:
        rows = rows.filter(due_at__lt=at)
    return _with_text(rows, filters.text.strip())


def _with_text(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    if not text:
        return rows
    reference = parse_reference(text)
    if reference:
        return rows.filter(case__reference=reference)
    return rows.filter(case__title__icontains=text) if len(text) >= SHORTEST_TEXT else rows.none()


def _merged(arms: list[QuerySet[Any]], stop: int) -> list[tuple[UUID, datetime | None]]:
    """The first rows of all arms together; one query. An escalated task may come from two arms and counts once."""
    if not arms:
        return []
    cut = [arm.order_by(*ORDER).values_list("id", "due_at")[:stop] for arm in arms]
    if len(cut) == 1:
        return list(cut[0])
    return list(cut[0].union(*cut[1:]).order_by("due_at", "id")[:stop])
