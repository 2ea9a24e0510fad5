"""
The gate in the database: its functions alone reach the table of what registers answered. They write the line of the trail and
give back the fields that the line names, in one statement.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from digigov.kernel.actor import Actor
from digigov.kernel.ids import new_id

GO = """SELECT is_found, row_key, said, read_at, is_stale FROM registries_pass(
    %s, %s, %s, %s, %s, %s, %s::text[], %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"""
REFUSE = "SELECT registries_refuse(%s, %s, %s, %s, %s, %s::text[], %s, %s, %s, %s)"
NAMED = 40  # fields of a refused read that the trail names


@dataclass(frozen=True, slots=True)
class Ask:
    """What a line of the trail says: whose row (``subject``), which fields of it, for what, on what ground, for which case. ``line`` is its number."""

    subject: UUID
    register: str
    fields: tuple[str, ...]
    purpose: str
    basis: str
    reason: str
    case_id: UUID | None = None
    why: str = ""
    line: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Passed:
    found: bool
    row_key: str
    said: Mapping[str, Any]
    read_at: datetime
    is_stale: bool


class NothingKept(LookupError):
    """The register gave no answer, and no earlier one is kept."""


def passed(
    ask: Ask,
    *,
    by: Actor,
    at: datetime,
    under: str,
    key: str,
    answer: tuple[bool, str, Mapping[str, Any]] | None,
) -> Passed:
    """
    Through the gate with what the register just answered (whether it found a row, its key, its values), or without an
    ``answer`` for what is kept.

    :raises NothingKept: if there was neither; then there is no line.
    """
    found, row_key, said = answer if answer else (None, None, {})
    values: list[Any] = [
        ask.line, at, Jsonb(_doer(by)), ask.subject, ask.register, ask.purpose, list(ask.fields), ask.basis, ask.reason,
        ask.case_id, ask.why, under, key, found, row_key, Jsonb(dict(said)), answer is not None,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(GO, values)
        row = cursor.fetchone()
    if row is None:
        raise NothingKept
    is_found, row_key, said, read_at, is_stale = row
    return Passed(is_found, row_key, json.loads(said), read_at, is_stale)


def refused(
    *,
    by: Actor,
    at: datetime,
    subject: UUID,
    register: str,
    fields: Sequence[str],
    purpose: str,
    reason: str,
    case_id: UUID | None,
    why: str,
) -> None:
    """A line for a read that was not allowed."""
    named = [name[:60] for name in fields[:NAMED]]
    values: list[Any] = [
        new_id(), at, Jsonb(_doer(by)), subject, register[:60], named, purpose[:80], reason, case_id, why[:200],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(REFUSE, values)


def forgotten(*, before: datetime) -> int:
    """Answers from before are removed; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registries_forget(%s)", [before])
        (count,) = cursor.fetchone()
    return int(count)


def erased(keys: Iterable[str]) -> int:
    """What was kept under these numbers, asked by them or found under them, is removed; returns how many answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registries_erase(%s::text[])", [sorted(keys)])
        (count,) = cursor.fetchone()
    return int(count)


def _doer(by: Actor) -> dict[str, Any]:
    return {
        "kind": by.kind,
        "account_id": str(by.account_id) if by.account_id else None,
        "party_id": str(by.party_id) if by.party_id else None,
        "name": by.name[:120],
        "office": by.office,
    }
