"""
Registers as views in the databases of those who keep them. For each register DigiGov is let read one view,
``digigov.<register>``, with ``_`` for ``-``: ``key`` (the row's own), a column for each field, and for each identifier that a row is
found by, ``by_<identifier>``: letters and digits alone, in small letters. ``docs/how-to/registers.md`` has the whole of it.

Each look-up is a connection of its own, read-only, ended after its time limit by the database and, if that does not answer, by
us: a register is asked now and then, and a connection that is kept is one that can be stale.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure
from digigov.modules.registries.ports import TIME_LIMIT, RegisterRow, comparable

SCHEMA = "digigov"
REHEARSAL = "rehearsal"
AT_ONCE = 8  # connections to all databases together, for each process
LEAST = 2  # seconds: PostgreSQL's library waits no less for a connection
PERMANENT = (psycopg.ProgrammingError, psycopg.DataError, psycopg.NotSupportedError)


class SqlRegisters:
    """``databases``: the URL of the database for each register that is read here."""

    def __init__(self, databases: Mapping[str, str] | None = None) -> None:
        self.databases = dict(settings.DIGIGOV_REGISTERS["databases"] if databases is None else databases)
        self._asking = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="register")

    def look_up(
        self, *, register: str, key: str, under: str, fields: Sequence[str], time_limit: float = TIME_LIMIT
    ) -> RegisterRow | None:
        wanted = comparable(key)
        if register not in self.databases:
            raise AdapterFailure(f"register {register} has no database", temporary=False)
        if not wanted:
            return None
        rows = self._within(time_limit, register, _question(register, under, fields), [wanted])
        if len(rows) > 1:
            raise AdapterFailure(f"register {register} has several rows for one {under}", temporary=False)
        return RegisterRow(str(rows[0][0]), dict(zip(fields, map(_plain, rows[0][1:]), strict=True))) if rows else None

    def check(self) -> Health:
        marks = set()
        for register in self.databases:
            try:
                (row,) = self._within(TIME_LIMIT, register, _glance(register), [])
            except AdapterFailure as failure:
                return Health(ok=False, detail=failure.reason)
            marks.add(row[0])
        return Health(ok=True, detail=f"{len(self.databases)} registers by SQL", rehearsal_only=REHEARSAL in marks)

    def _within(
        self, time_limit: float, register: str, question: sql.Composed, values: Sequence[str]
    ) -> list[tuple[Any, ...]]:
        ends_at = time.monotonic() + time_limit
        asked = self._asking.submit(_ask, self.databases[register], question, values, ends_at)
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


def _ask(url: str, question: sql.Composed, values: Sequence[str], ends_at: float) -> list[tuple[Any, ...]]:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    with _connected(url, ends_at) as connection:
        connection.execute("SELECT set_config('statement_timeout', %s, true)", [str(max(1, int(left * 1000)))])
        return connection.execute(question, values).fetchall()


@contextmanager
def _connected(url: str, ends_at: float) -> Iterator[_Bounded]:
    connection = _Bounded.connect(url, connect_timeout=LEAST, application_name="digigov")
    try:
        connection.ends_at = ends_at
        connection.read_only = True
        yield connection
    finally:
        connection.pgconn.finish()  # nothing to commit, and nobody to wait for


def _question(register: str, under: str, fields: Sequence[str]) -> sql.Composed:
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in ("key", *fields))
    return sql.SQL("SELECT {} FROM {} WHERE {} = %s LIMIT 2").format(
        columns, _view(register), sql.Identifier(f"by_{under.replace('-', '_')}")
    )


def _glance(register: str) -> sql.Composed:
    """One row with the schema's comment, which in a rehearsal says so; it fails if the view cannot be read."""
    return sql.SQL("SELECT obj_description({}::regnamespace) WHERE NOT EXISTS (SELECT FROM {} WHERE false)").format(
        sql.Literal(SCHEMA), _view(register)
    )


def _view(register: str) -> sql.Identifier:
    return sql.Identifier(SCHEMA, register.replace("-", "_"))


def _plain(value: Any) -> Any:
    """As JSON would say it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value.as_tuple().exponent == 0 else str(value)
    return value


def _kind(fault: psycopg.Error) -> str:
    return type(fault).__name__.lstrip("_")


def _first_line(fault: psycopg.Error) -> str:
    return str(fault).partition("\n")[0]
