"""
The registers' databases, filled: the cast's rows from the YAML files, and those of the island's people. Each register is filled in
one transaction and notes what it holds, so that going on after a crash, or filling again, does only what is missing.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg
import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

from digigov.modules.registries.definitions import Register
from digigov.rehearsal.island import figures
from digigov.rehearsal.island.population import Population
from digigov.rehearsal.registers.people import rows_of
from digigov.rehearsal.registers.rows import DATA, registers
from digigov.rehearsal.registers.tables import Table, let_read

LEDGER = (
    "CREATE TABLE IF NOT EXISTS public.filled (register text PRIMARY KEY, state text NOT NULL, rows integer NOT NULL)"
)


def definitions() -> dict[str, Register]:
    """The pack's registers that the rehearsal keeps, by id."""
    files = (settings.PACK / "registers" / f"{register}.yaml" for register in registers())
    found = [Register.model_validate(yaml.safe_load(file.read_text())) for file in files if file.exists()]
    return {each.id: each for each in found}


def tables() -> dict[str, Table]:
    known = registers()
    return {
        register: Table(definition, known[register].key, known[register].under)
        for register, definition in definitions().items()
    }


def fill(
    url: str,
    *,
    reader: str,
    island: str = "",
    people: Callable[[], Population] | None = None,
    say: Callable[[str], None] = print,
) -> int:
    """
    Fill what is not filled so already; returns how many registers were. ``island`` describes the ``people``, who are only
    made if a register lacks them.
    """
    count = 0
    with psycopg.connect(url) as connection:
        connection.execute(LEDGER)
        let_read(connection, reader)
        held: dict[str, str] = dict(connection.execute("SELECT register, state FROM public.filled").fetchall())
        connection.commit()
        made: Population | None = None
        for register, table in tables().items():
            state = _state(table, island)
            if held.get(register) == state:
                continue
            made = made or (people() if people else None)
            rows = _fill_one(connection, table, state, made)
            say(f"{register}: {rows:,} rows")
            count += 1
    return count


def _fill_one(connection: psycopg.Connection[Any], table: Table, state: str, people: Population | None) -> int:
    register = table.register.id
    cast: Iterator[Mapping[str, Any]] = iter(registers()[register].rows)
    with connection.transaction():
        table.create(connection)
        rows = table.fill(connection, chain(cast, rows_of(register, people)) if people else cast)
        connection.execute(
            "INSERT INTO public.filled VALUES (%s, %s, %s) ON CONFLICT (register) DO UPDATE "
            "SET state = excluded.state, rows = excluded.rows",
            [register, state, rows],
        )
    return rows


def _state(table: Table, island: str) -> str:
    """Changes with the cast, with the pack's definition, with the island and with how it is made."""
    parts = [
        island,
        json.dumps(table.register.model_dump(mode="json"), sort_keys=True),
        repr(sorted(table.under.items())),
    ]
    files = [DATA / f"{table.register.id}.yaml"]
    files += sorted([*Path(figures.__file__).parent.glob("*.*"), *Path(__file__).parent.glob("*.py")]) if island else []
    digest = hashlib.sha256("\n".join(parts).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def make_database(url: str, *, owner_url: str) -> None:
    """The registers' database, if it is not there yet: where the cluster is somebody else's, by the role that owns ours."""
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError as fault:
        if "does not exist" not in str(fault) or not owner_url:
            raise
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        with psycopg.connect(owner_url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(str(name))))


def prepare() -> None:
    """At each start of a rehearsal."""
    urls = settings.DIGIGOV_REHEARSAL_REGISTERS
    if not urls["filler"]:
        raise ImproperlyConfigured("Set DIGIGOV_REGISTERS_FILLER_URL to a database for the rehearsal's registers.")
    make_database(urls["filler"], owner_url=urls["owner"])
    fill(urls["filler"], reader=str(psycopg.conninfo.conninfo_to_dict(urls["reader"])["user"]))
