"""What is tried on a command: that whoever may does it, and that everybody else is refused and nothing has changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotAllowed, NotFound

Call = Callable[[Any, Actor], Any]
REFUSED = (NotAllowed, NotFound)
KEPT = """SELECT table_name FROM information_schema.tables
          WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name"""


@dataclass(frozen=True, slots=True)
class Trial:
    """
    ``call`` does the command in the world given; ``by`` names who of that world may, so that a call that nobody could make
    does not pass for a refusal.

    ``refused`` are the errors of a refusal, where another one than "not allowed" says it better. ``across`` says why a
    permission counts in every unit: the officer of another unit is then one without it. ``anybody_in`` says why whoever is
    signed in may, so that only the stranger is refused. ``notes`` are tables where a refusal leaves a trace on purpose.
    """

    call: Call
    by: str
    refused: tuple[type[DomainError], ...] = REFUSED
    across: str = ""
    anybody_in: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """A command on one's own account, which names no other: a stranger is refused, and nobody touches another's."""

    call: Call
    by: str
    refused: tuple[type[DomainError], ...] = REFUSED


@dataclass(frozen=True, slots=True)
class Machine:
    """Takes no actor, or only to write it down: called by jobs and by other commands, and by no page (that is checked)."""

    why: str
    doors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anybody:
    """Open to whoever comes, by its nature; ``why`` says what stands in the way of abuse instead."""

    why: str


def everything(but: tuple[str, ...] = ()) -> dict[str, str]:
    """A fingerprint of each table of the database, the queue included."""
    with connection.cursor() as cursor:
        cursor.execute(KEPT)
        tables = [name for (name,) in cursor.fetchall() if name not in but]
        each = " UNION ALL ".join(
            f"SELECT '{name}', md5(coalesce(string_agg(line, chr(10)), '')) FROM "
            f'(SELECT "{name}"::text AS line FROM "{name}" ORDER BY 1) AS lines'
            for name in tables
        )
        cursor.execute(each)
        return dict(cursor.fetchall())
