"""
People with accounts in bulk: the rows that ``register_person`` and ``open_account`` write, with COPY. ``tests/test_accounts.py`` holds
them to what the commands write, column by column.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection
from psycopg import sql

from digigov.kernel.actor import Actor
from digigov.kernel.ids import new_id
from digigov.rehearsal.cast import BY, password
from digigov.rehearsal.island.keys import account_key, party_key, signed_up_at
from digigov.rehearsal.island.residents import Resident

PERSON = (
    *("id", "given_names", "family_name", "born_on", "national_id", "email", "phone", "address", "language"),
    *("registered_at", "joined_into"),
)
ACCOUNT = ("id", "password", "last_login", "party_id", "email", "phone", "created_at", "is_active")
ENTRY = (
    *("id", "at", "kind", "action", "actor_kind", "account_id", "party_id", "actor_name", "office", "subject_id"),
    *("case_id", "purpose", "details"),
)
WRITTEN = ("parties.person-registered", "identity.account-opened")
Row = tuple[Any, ...]


def hashed_password() -> str:
    """The cast's, under which everybody of the island signs in too."""
    return make_password(password())


def bring_in(residents: Sequence[Resident], *, seed: int, begins: date, hashed: str) -> None:
    """In one transaction, for the foreign keys are looked at when all is there."""

    def write(table: str, columns: Sequence[str], row: Callable[[Resident], Iterable[Row]]) -> None:
        _copy(table, columns, (each for resident in residents for each in row(resident)))

    write("parties_person", PERSON, lambda each: [_person(each, seed, begins)])
    write("identity_account", ACCOUNT, lambda each: [_account(each, seed, begins, hashed)])
    write("audit_entry", ENTRY, lambda each: _entries(each, seed, begins))


def _person(each: Resident, seed: int, begins: date) -> Row:
    return (
        party_key(seed, each.number, begins),
        each.given,
        each.family,
        each.born_on,
        each.national_id,
        each.email,
        each.phone,
        json.dumps(address_of(each)),
        each.language,
        signed_up_at(seed, each.number, begins),
        None,
    )


def address_of(each: Resident) -> dict[str, str]:
    return {
        "line1": each.line1,
        "line2": "",
        "community": each.community,
        "district": each.district,
        "postcode": "",
        "country": "LC",
    }


def _account(each: Resident, seed: int, begins: date, hashed: str) -> Row:
    party, at = party_key(seed, each.number, begins), signed_up_at(seed, each.number, begins)
    return (
        account_key(seed, each.number, begins),
        hashed,
        None,
        party,
        each.email or None,
        each.phone or None,
        at,
        True,
    )


def _entries(each: Resident, seed: int, begins: date) -> list[Row]:
    party, at = party_key(seed, each.number, begins), signed_up_at(seed, each.number, begins)
    return [_entry(new_id(), at, action, party, BY) for action in WRITTEN]


def _entry(id: Any, at: datetime, action: str, subject: Any, by: Actor) -> Row:
    return (
        *(id, at, "write", action, by.kind, by.account_id, by.party_id, by.name, by.office),
        *(subject, None, "", "{}"),
    )


def _copy(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
