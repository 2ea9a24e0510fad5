"""
Work queues, read so that a page costs the same whatever the number of cases: one index scan for each post that the actor
holds, cut at the page's end, then merged.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from digigov.kernel.actor import ANYWHERE, Actor
from digigov.kernel.paging import Page
from digigov.kernel.references import parse_reference
from digigov.modules.casework.models import Case, Task
from digigov.modules.parties import queries as parties

ORDER = ("due_at", "id")
SHORTEST_TEXT = 3
COUNTED_TO = 100
RARE = 500
MOST_ARMS = 40
MOST_NAMED = 2000


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """
    ``text`` is a reference, whole, words of the title, or an applicant's name; in ``nameless`` services nobody is found by
    name. ``who``: mine, nobody's, or everything that I may do.
    """

    who: Literal["", "mine", "unclaimed"] = ""
    role: str = ""
    service: str = ""
    overdue: bool = False
    escalated: bool = False
    text: str = ""
    nameless: frozenset[str] = frozenset()


def task_ids(actor: Actor, filters: QueueFilters, *, at: datetime, tied: frozenset[UUID], page: Page) -> list[UUID]:
    """
    The ids of one page of the queue and, when there is a next page, of one task more; without the cases of those to whom
    the actor is ``tied``, and those that are about what they did.
    """
    return _page_of(_arms(actor, filters, at, tied), page)


def supervised_ids(actor: Actor, which: Q, *, tied: frozenset[UUID], page: Page) -> list[UUID]:
    """The same for the open tasks of the roles that the actor supervises."""
    which = which & _impartial(tied)
    pairs = _supervised_pairs(actor)
    wanted = [supervised(actor)] if len(pairs) > MOST_ARMS else [_pair(*pair) for pair in pairs]
    return _page_of([Task.objects.filter(each, which, state="open") for each in wanted], page)


def counts(actor: Actor, wanted: Sequence[QueueFilters], *, at: datetime, tied: frozenset[UUID]) -> list[int]:
    """How many of each, up to ``COUNTED_TO``: a page shows “100 or more”, and the count stays cheap. One query."""
    parts, values = list[str](), list[Any]()
    for filters in wanted:
        arms = [arm.order_by().values_list("id")[:COUNTED_TO] for arm in _arms(actor, filters, at, tied)]
        counted, given = _counted(arms)
        parts.append(counted)
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())


def _counted(arms: list[QuerySet[Any]]) -> tuple[str, tuple[Any, ...]]:
    """How many rows all arms have together, as a part of a query, and its values."""
    try:
        sql, values = arms[0].union(*arms[1:])[:COUNTED_TO].query.sql_with_params() if arms else ("", ())
    except EmptyResultSet:
        sql, values = "", ()
    return (f"(SELECT count(*) FROM ({sql}) AS counted)" if sql else "0"), values  # noqa: S608 - Django's own


def first_unclaimed(actor: Actor, *, service: str | None, limit: int) -> list[UUID]:
    """What is due first and nobody has; an escalated task is not offered, its supervisor picks it."""
    free = Q(state="open", claimed_by=None, **({"service": service} if service else {}))
    arms = [Task.objects.filter(free, _pair(role, unit)) for role, unit in sorted(actor.roles)]
    return [row[0] for row in _merged(arms, limit)]


def supervised(actor: Actor) -> Q:
    """Tasks of the roles that the actor supervises, each in its units."""
    roles_of_unit: dict[str, set[str]] = defaultdict(set)
    for role, unit in _supervised_pairs(actor):
        roles_of_unit[unit].add(role)
    units_of_roles: dict[frozenset[str], set[str]] = defaultdict(set)
    for unit, roles in roles_of_unit.items():
        units_of_roles[frozenset(roles)].add(unit)
    found = Q(pk__in=[])
    for alike, units in units_of_roles.items():
        found |= Q(role__in=alike) if ANYWHERE in units else Q(role__in=alike, unit__in=units)
    return found


def _supervised_pairs(actor: Actor) -> list[tuple[str, str]]:
    grants = ((grant.permission.partition(":"), grant.unit) for grant in actor.grants if actor.kind == "officer")
    return sorted({(role, unit) for (verb, _, role), unit in grants if verb == "supervise"})


def _arms(actor: Actor, filters: QueueFilters, at: datetime, tied: frozenset[UUID]) -> list[QuerySet[Any]]:
    if actor.kind != "officer" or actor.party_id is None:
        return []
    which = _which(filters, at) & _impartial(tied)
    if filters.who == "mine":
        return [Task.objects.filter(which, claimed_by=actor.party_id)]
    escalated = Task.objects.filter(which, supervised(actor), is_escalated=True)
    if filters.escalated:
        return [escalated]
    pairs = sorted(pair for pair in actor.roles if filters.role in ("", pair[0]))
    return [escalated, *(Task.objects.filter(which, _pair(*pair)) for pair in pairs)]


def _impartial(tied: frozenset[UUID]) -> Q:
    return ~Q(case__applicant_id__in=tied) & ~Q(case__kept_from__overlap=list(tied))


def _pair(role: str, unit: str) -> Q:
    return Q(role=role) if unit == ANYWHERE else Q(role=role, unit=unit)


def _which(filters: QueueFilters, at: datetime) -> Q:
    found = Q(state="open")
    if filters.who == "unclaimed":
        found &= Q(claimed_by=None)
    if filters.role:
        found &= Q(role=filters.role)
    if filters.service:
        found &= Q(service=filters.service)
    if filters.overdue:
        found &= Q(due_at__lt=at)
    return found & _with_text(filters)


def _with_text(filters: QueueFilters) -> Q:
    """
    A reference is looked up first. Rare words are found by their index, and then the tasks of those cases; of common words
    the queue itself is read in its order, where they soon turn up.

    :raises TooManyNamed: if the words are a name that very many people have.
    """
    text = filters.text.strip()
    if not text:
        return Q()
    reference = parse_reference(text)
    if reference:
        return Q(case_id__in=list(Case.objects.filter(reference=reference).values_list("id", flat=True)))
    if len(text) < SHORTEST_TEXT:
        return Q(pk__in=[])
    ids = list(Case.objects.filter(title__icontains=text, state="open").values_list("id", flat=True)[: RARE + 1])
    titled = Q(case_id__in=ids) if len(ids) <= RARE else Q(case__title__icontains=text)
    return titled | _of_people_named(text, filters.nameless)


def _of_people_named(text: str, nameless: frozenset[str]) -> Q:
    people = parties.ids_named(text, most=MOST_NAMED)
    asked = Case.objects.filter(applicant_id__in=people, state="open").exclude(service__in=nameless)
    return Q(case_id__in=list(asked.values_list("id", flat=True)[:MOST_NAMED]))


def _page_of(arms: list[QuerySet[Any]], page: Page) -> list[UUID]:
    start, stop = (page.number - 1) * page.size, page.number * page.size + 1
    return [row[0] for row in _merged(arms, stop)[start:stop]]


def _merged(arms: list[QuerySet[Any]], stop: int) -> list[tuple[UUID, datetime | None]]:
    """The first rows of all arms together; one query. An escalated task may come from two arms and counts once."""
    if not arms:
        return []
    cut = [arm.order_by(*ORDER).values_list("id", "due_at")[:stop] for arm in arms]
    if len(cut) == 1:
        return list(cut[0])
    return list(cut[0].union(*cut[1:]).order_by("due_at", "id")[:stop])
