"""
Registers as views in the databases of those who keep them. Each is one view,
``digigov.<register>``, with ``_`` for ``-``: ``key`` (the row's own), a column for each field, and for each identifier that a row is
found by, ``by_<identifier>``: letters and digits alone, in small letters. ``docs/how-to/registers.md`` has the whole of it.

DigiGov's role may not read the views. The keeper's gate (``keeper.sql``) writes a line in the keeper's ledger, and once that is
committed gives the fields that it names. Each look-up is a connection of its own, ended after its time limit by the database and, if that does not answer, by
us: a register is asked now and then, and a connection that is kept is one that can be stale.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from django.conf import settings

from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure
from digigov.modules.registries.ports import TIME_LIMIT, Errand, RegisterRow, comparable

SCHEMA = "digigov"
KEEPERS_GATE = Path(__file__).with_name("keeper.sql")
REHEARSAL = "rehearsal"
AT_ONCE = 8  # connections to all databases together, for each process
LEAST = 2  # seconds: PostgreSQL's library waits no less for a connection
Question = tuple[LiteralString, Sequence[Any]]
ANNOUNCE = "SELECT digigov.announce(%s, %s, %s, %s, %s::text[], %s, %s, %s, %s)"
ANSWER = "SELECT key, said::text FROM digigov.answer(%s)"
GLANCE = "SELECT digigov.stands(%s), has_any_column_privilege(%s, 'SELECT')"
PERMANENT = (psycopg.ProgrammingError, psycopg.DataError, psycopg.NotSupportedError)


class SqlRegisters:
    """``databases``: the URL of the database for each register that is read here."""

    def __init__(self, databases: Mapping[str, str] | None = None) -> None:
        self.databases = dict(settings.DIGIGOV_REGISTERS["databases"] if databases is None else databases)
        self._asking = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="register")

    def look_up(
        self,
        *,
        register: str,
        key: str,
        under: str,
        fields: Sequence[str],
        errand: Errand,
        time_limit: float = TIME_LIMIT,
    ) -> RegisterRow | None:
        wanted = comparable(key)
        if register not in self.databases:
            raise AdapterFailure(f"register {register} has no database", temporary=False)
        if not wanted:
            return None
        told = (errand.doer, errand.office, errand.purpose, errand.basis)
        named = (errand.line, register, under, wanted, list(fields), *told)
        rows = self._within(time_limit, register, [(ANNOUNCE, named), (ANSWER, [errand.line])])
        if not rows:
            return None
        row_key, said = rows[0]
        return RegisterRow(str(row_key), json.loads(said, parse_float=str))  # money is no float

    def check(self) -> Health:
        marks = set()
        for register in self.databases:
            view = f"{SCHEMA}.{register.replace('-', '_')}"
            try:
                ((mark, may_look),) = self._within(TIME_LIMIT, register, [(GLANCE, [register, view])])
            except AdapterFailure as failure:
                return Health(ok=False, detail=failure.reason)
            if may_look:
                return Health(
                    ok=False, detail=f"{view} can be read past its keeper's gate: the keeper has to revoke that"
                )
            marks.add(mark)
        return Health(ok=True, detail=f"{len(self.databases)} registers by SQL", rehearsal_only=REHEARSAL in marks)

    def _within(self, time_limit: float, register: str, questions: Sequence[Question]) -> list[tuple[Any, ...]]:
        ends_at = time.monotonic() + time_limit
        asked = self._asking.submit(_ask, self.databases[register], questions, ends_at)
        try:
            return asked.result(timeout=time_limit)
        except TimeoutError as late:
            asked.cancel()
            raise AdapterFailure(f"register {register} does not answer in time", temporary=True) from late
        except PERMANENT as fault:
            raise AdapterFailure(f"register {register} refuses: {_first_line(fault)}", temporary=False) from fault
        except psycopg.Error as fault:
            raise AdapterFailure(f"register {register} does not answer ({_kind(fault)})", temporary=True) from fault


class _Bounded(psycopg.Connection[tuple[Any, ...]]):
    """Waits for the database until a moment, whatever becomes of it."""

    ends_at = 0.0

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        return super().wait(gen, interval, max(0.0, self.ends_at - time.monotonic()))


def _ask(url: str, questions: Sequence[Question], ends_at: float) -> list[tuple[Any, ...]]:
    """Each in a transaction of its own; returns what the last one says."""
    if ends_at <= time.monotonic():
        raise TimeoutError
    rows: list[tuple[Any, ...]] = []
    with _connected(url, ends_at) as connection:
        for question, values in questions:
            left = max(1, int(1000 * (ends_at - time.monotonic())))
            connection.execute("SELECT set_config('statement_timeout', %s, true)", [str(left)])
            rows = connection.execute(question, values).fetchall()
            connection.commit()
    return rows


@contextmanager
def _connected(url: str, ends_at: float) -> Iterator[_Bounded]:
    connection = _Bounded.connect(url, connect_timeout=LEAST, application_name="digigov")
    try:
        connection.ends_at = ends_at
        connection.read_only = False  # the keeper's gate writes a line; it is all that this role may do
        yield connection
    finally:
        connection.pgconn.finish()  # nobody to wait for


def _kind(fault: psycopg.Error) -> str:
    return type(fault).__name__.lstrip("_")


def _first_line(fault: psycopg.Error) -> str:
    return str(fault).partition("\n")[0]
