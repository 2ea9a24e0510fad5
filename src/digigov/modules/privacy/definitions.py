"""How a room says what it holds of a person. Texts are English to be translated where they are shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

EXPORT_SCHEMA = "digigov-own-data/1"
"""
The shape of an export: ``schema``, ``made_at``, ``person`` (id), ``holdings``: a list of ``room``, ``title``, ``purpose``, ``basis``,
``kept`` and ``records``, each with its ``kind`` and ``values``; and ``trail``: who did what with it, when, why, for which case.
A later version only adds; what is renamed or removed gets another number.
"""


@dataclass(frozen=True, slots=True)
class Whose:
    """A person: the record that counts, others of the same person that were joined to it, and the account if there is one."""

    party_id: UUID
    party_ids: frozenset[UUID]
    account_ids: frozenset[UUID] = frozenset()  # one, or none


@dataclass(frozen=True, slots=True)
class Source:
    """
    One table: which of its rows are about somebody, newest first, and what of a row the person may read, under names that
    ``labels`` of the holding word. ``column`` says whose a row is; ``also`` are tables whose rows belong to such a row.
    """

    table: str
    column: str
    kind: Any
    rows: Callable[[Whose], QuerySet[Any]]
    values: Callable[[Any], Mapping[str, Any]]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """
    What a room holds: ``purpose`` and ``kept`` in words, ``basis`` the law, ``assumed`` where no source supports it. ``correct`` names
    the page on which the person puts it right at once, '' where the data protection officer is asked.
    """

    room: str
    title: Any
    purpose: Any
    basis: str
    kept: Any
    sources: tuple[Source, ...]
    labels: Mapping[str, Any] = field(default_factory=dict)
    correct: str = ""
    assumed: bool = True
