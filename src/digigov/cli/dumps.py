"""
PostgreSQL's own dump and restore, as the role that owns the tables. The password goes through the environment, never through
the list of processes.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from digigov.cli.failures import CliFailure
from digigov.cli.pg_programs import binary, explain
from digigov.cli.postgres import Cluster
from digigov.cli.stack import take_the_folder
from digigov.config import env
from digigov.config.database_url import described
from digigov.kernel import locks

CONNECTING = ("sslmode", "sslrootcert", "target_session_attrs")  # how the URL says that one connects


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner's way into the database: ``database`` is its name, ``place`` the rest of the connection."""

    database: str
    place: dict[str, str]

    @classmethod
    def from_environment(cls) -> "Owner":
        if "DIGIGOV_DATABASE_OWNER_URL" not in os.environ and "DIGIGOV_DATABASE_OWNER_URL_FILE" not in os.environ:
            raise CliFailure("Set DIGIGOV_DATABASE_OWNER_URL to the URL of the role that owns the tables.")
        found = described(env.text("DATABASE_OWNER_URL"))
        place = {"host": found["HOST"], "port": found["PORT"], "user": found["USER"], "password": found["PASSWORD"]}
        options = dict(found["OPTIONS"])  # type: ignore[call-overload]
        place |= {key: options[key] for key in CONNECTING if key in options}
        return cls(str(found["NAME"]), {key: str(value) for key, value in place.items() if value})

    def connect(self, database: str | None = None) -> "psycopg.Connection[Any]":
        return psycopg.connect(dbname=database or self.database, autocommit=True, **self.place)  # type: ignore[arg-type]

    def run(self, program: str, *words: str) -> None:
        """:raises CliFailure: with the program's last words."""
        secrets = {f"PG{key.upper().replace('_', '')}": value for key, value in self.place.items()}
        done = subprocess.run(
            [program_of(program, self.major()), *words],
            env={**os.environ, **secrets},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise CliFailure(explain(program, done.stderr.strip()))

    @contextmanager
    def files_stay(self) -> Iterator[None]:
        """Until its end nobody takes content out of the store that the database of a moment ago speaks of."""
        with self.connect() as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [locks.BACKUP])
            yield

    def dump(self, target: Path) -> dict[str, int]:
        """
        In PostgreSQL's compressed custom format: one snapshot, taken while everybody goes on working. Returns how many rows
        each table had in it.
        """
        with self.connect() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            words = ["--format=custom", "--no-comments", f"--snapshot={snapshot}", f"--file={target}"]
            self.run("pg_dump", *words, self.database)
            return _count(connection)

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.connect() as connection:
            return _count(connection)

    def is_empty(self) -> bool:
        with self.connect() as connection:
            row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        return row is None or row[0] == 0

    def others(self) -> int:
        """How many other sessions are in the database, and stay; one that is just leaving does not count."""
        question = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        with self.connect() as connection:
            for _ in range(30):
                (count,) = connection.execute(question).fetchone() or (0,)
                if count == 0:
                    break
                time.sleep(0.1)
        return int(count)

    def major(self) -> int:
        with self.connect() as connection:
            return connection.info.server_version // 10000

    def migrations(self) -> list[str]:
        with self.connect() as connection:
            return [f"{a}.{n}" for a, n in connection.execute("SELECT app, name FROM django_migrations ORDER BY id")]

    def replace(self, dump: Path, *, set_aside: str | None) -> None:
        """
        Load the dump into a new database, all or nothing, then put that in the place of the old one. The old one is kept
        under the name ``set_aside``, or dropped if there is none.
        """
        fresh = f"{self.database}_restoring"
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(fresh)))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(fresh)))
            try:
                jobs = f"--jobs={os.cpu_count() or 1}"
                self.run("pg_restore", "--exit-on-error", jobs, f"--dbname={fresh}", str(dump))
                self.run("vacuumdb", "--analyze-only", jobs, "--quiet", fresh)  # or the first pages are slow
            except BaseException:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(fresh)))
                raise
            if set_aside:
                _rename(connection, self.database, set_aside)
            else:
                connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(self.database)))
            _rename(connection, fresh, self.database)


def _count(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    found = {}
    for (table,) in tables:
        (found[table],) = connection.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        ).fetchone() or (0,)
    return found


def _rename(connection: "psycopg.Connection[Any]", old: str, new: str) -> None:
    connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))


def program_of(name: str, major: int) -> str:
    """The program of the server's own version: ``PG_BIN``'s, the distribution's, or the embedded one."""
    places = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else [Path(f"/usr/lib/postgresql/{major}/bin")]
    on_path = shutil.which(name)
    for path in (*(place / name for place in places), *([Path(on_path)] if on_path else []), Path(binary(name))):
        if path.exists() and f" {major}." in subprocess.run([path, "--version"], capture_output=True, text=True).stdout:
            return str(path)
    raise CliFailure(f"The server is PostgreSQL {major}. Install its client programs, or set PG_BIN to their folder.")


@contextmanager
def database_up(var: Path, *, embedded: bool, alone: bool) -> Iterator[None]:
    """The embedded database, started for this while if the rehearsal does not run. ``alone``: it must not run."""
    cluster = Cluster(var / "postgres")
    if not embedded or (cluster.is_up() and not alone):
        yield
        return
    lock = take_the_folder(var)
    try:
        cluster.create()
        cluster.start()
        cluster.create_database()
        yield
    finally:
        cluster.stop()
        lock.close()
