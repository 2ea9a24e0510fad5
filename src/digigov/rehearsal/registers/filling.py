"""
The registers' databases, filled: the cast's rows from the YAML files, and those of the island's people. Each register is filled in
one transaction and notes what it holds, so that going on after a crash, or filling again, does only what is missing.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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
from digigov.rehearsal.island.population import Population, described
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


@dataclass(frozen=True, slots=True)
class Islanders:
    """Whom registers know beside the cast: what describes them, and how to make them, which is only done if need be."""

    described: str
    people: Callable[[], Population]

    @classmethod
    def of(cls, island: Population) -> "Islanders":
        return cls(described(island.people, island.seed, island.years, island.until), lambda: island)


def fill(url: str, *, reader: str, islanders: Islanders | None = None) -> Iterator[str]:
    """Fill what is not filled so already, one register after the other; each is named when it is done."""
    with psycopg.connect(url) as connection:
        connection.execute(LEDGER)
        let_read(connection, reader)
        held: dict[str, str] = dict(connection.execute("SELECT register, state FROM public.filled").fetchall())
        connection.commit()
        for register, table in tables().items():
            state = _state(table, islanders.described if islanders else "")
            if held.get(register) != state:
                _fill_one(connection, table, state, islanders.people() if islanders else None)
            yield register


def fill_here(islanders: Islanders | None = None) -> Iterator[str]:
    """As ``fill``, in the database that this rehearsal's settings name."""
    urls = settings.DIGIGOV_REHEARSAL_REGISTERS
    if not urls["filler"]:
        raise ImproperlyConfigured("Set DIGIGOV_REGISTERS_FILLER_URL to a database for the rehearsal's registers.")
    make_database(urls["filler"], owner_url=urls["owner"])
    reader = psycopg.conninfo.conninfo_to_dict(urls["reader"])["user"]
    yield from fill(urls["filler"], reader=str(reader), islanders=islanders)


def _fill_one(connection: psycopg.Connection[Any], table: Table, state: str, people: Population | None) -> None:
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
