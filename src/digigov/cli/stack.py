"""A whole rehearsal: prepare the ground, start everything in order, watch it, end it."""

import errno
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from digigov.cli.environment import ROOT, archive_of
from digigov.cli.failures import SENTENCES, CliFailure
from digigov.cli.pg_programs import hand_over
from digigov.cli.postgres import Cluster, superuser
from digigov.cli.processes import PORTS, PROCESSES, Process
from digigov.cli.sign_ins import sign_ins
from digigov.cli.supervisor import Child, Supervisor, end_orphans, last_lines

PREPARED = "prepared"
LEAST_SPACE = 400_000_000
NOTHING_LEFT = 1_000_000
SKEW = "DIGIGOV_CLOCK_SKEW"


def say(sentence: str) -> None:
    """What cannot be said, on a full disk, must not end what it tells of."""
    with suppress(OSError):
        print(sentence, flush=True)


@dataclass
class Stack:
    port: int
    var: Path
    embedded: bool = True
    durable: bool = True
    archive: bool = False
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def run(self) -> None:
        begun = time.monotonic()
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, lambda *_: self.stopping.set())
        lock = take_the_folder(self.var)
        supervisor = Supervisor(folder=self.var, say=say, stop=self.stopping.is_set)
        try:
            self._start(supervisor)
            say("\n".join(sign_ins(self.address)))
            say(f"Ready after {time.monotonic() - begun:.0f} seconds: {self.address}/   (Ctrl-C stops all of it)")
            supervisor.watch()
        except KeyboardInterrupt:
            pass
        finally:
            if supervisor.children:
                say("Stopping …")
            supervisor.end()
            lock.close()
        say(f"Stopped. The data is kept in {self.var}.")

    def _start(self, supervisor: Supervisor) -> None:
        if end_orphans(self.var):
            say("Ended what an earlier start had left running.")
        self._check_ports()
        if self.embedded:
            self._start_database(supervisor)
        self._prepare()
        say(f"Starting {', '.join(process.name for process in PROCESSES)} …")
        supervisor.start(*(self._child(process) for process in PROCESSES))
        if self.archive and self.embedded:
            say("Taking a base backup …")
            self._do("archive base", **superuser(Cluster(self.var / "postgres")))

    def _prepare(self) -> None:
        """Migrations and preparations; neither, if no file of ours has changed since they last went well here."""
        note, state = self.var / PREPARED, fingerprint()
        if self.embedded and note.exists() and note.read_text() == state:
            return
        note.unlink(missing_ok=True)
        say("Migrating …")
        self._do("migrate")
        self._do("prepare")
        note.write_text(state)

    def _start_database(self, supervisor: Supervisor) -> None:
        cluster = Cluster(self.var / "postgres")
        if not (cluster.data / "PG_VERSION").exists():
            if shutil.disk_usage(self.var).free < LEAST_SPACE:
                raise CliFailure(
                    f"{self.var} has less than {LEAST_SPACE // 1_000_000} MB free. Free some, or choose another folder with --var."
                )
            say("Making the database …")
        cluster.create()
        say("Starting the database …")
        if self.archive:
            hand_over(make_folder(Path(archive_of(self.var))))
        child = Child(
            "database",
            cluster.command(durable=self.durable, archive=self.archive),
            self._log("database"),
            os.environ,
            cluster.is_up,
            end_with=signal.SIGINT,
            begin=cluster.clear_the_way,
        )
        supervisor.start(child)
        cluster.create_database()

    def _do(self, command: str, **more: str) -> None:
        """One of our own commands in a process of its own, its lines passed on."""
        log = self._log(command.replace(" ", "-"))
        words = [
            sys.executable,
            "-m",
            "digigov.cli.main",
            *command.split(),
            "--port",
            str(self.port),
            "--var",
            str(self.var),
        ]
        with log.open("ab") as errors:
            done = subprocess.run(words, stderr=errors, env={**os.environ, **more}, check=False)
        if self.stopping.is_set():
            raise KeyboardInterrupt
        if done.returncode:
            if shutil.disk_usage(self.var).free < NOTHING_LEFT:
                raise CliFailure(SENTENCES[errno.ENOSPC].format(path=self.var))
            last = last_lines(log)
            sentence = (
                last.rpartition("    digigov: ")[2]
                if "    digigov: " in last
                else f"`digigov {command}` failed:\n{last}"
            )
            raise CliFailure(f"{sentence}\nIts log is {log}.")

    def _child(self, process: Process) -> Child:
        ports = {name: self.port + 1000 * offset for name, offset in PORTS.items()}
        places = {"var": self.var, "address": self.address, **ports}
        words = [sys.executable, *(word.format(**places) for word in process.command.split())]
        checks = [answers(ports[name], process.path if i == 0 else "") for i, name in enumerate(process.ports)]
        return Child(
            process.name,
            words,
            self._log(process.name),
            surroundings(process.name, os.environ, keeps=process.keeps),
            lambda: all(c() for c in checks),
        )

    def _check_ports(self) -> None:
        for process in PROCESSES:
            for name in process.ports:
                port = self.port + 1000 * PORTS[name]
                if is_taken(port):
                    raise CliFailure(
                        f"Port {port}, which the {process.name} needs, is taken. Choose another: make start PORT={self.port + 1}"
                    )

    def _log(self, name: str) -> Path:
        path = self.var / "logs" / f"{name.replace(' ', '-')}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > 5_000_000:
            path.replace(path.with_suffix(".log.1"))
        return path


def make_folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def fingerprint() -> str:
    """Changes whenever a file of the program or of a country's pack does."""
    digest = hashlib.sha256()
    for top in (ROOT / "src", ROOT / "packs", ROOT / "requirements"):
        for path in sorted(top.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                found = path.stat()
                digest.update(f"{path}|{found.st_size}|{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def take_the_folder(var: Path) -> IO[str]:
    """The lock that one copy holds while it runs. :raises CliFailure: if another holds it."""
    var.mkdir(parents=True, exist_ok=True)
    lock = (var / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CliFailure(
            f"A copy already runs in {var} (process {running_copy(var)}). "
            "Open its address, stop it with Ctrl-C there, or start a second one: make start PORT=8001"
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def running_copy(var: Path) -> int | None:
    """The process that holds the folder's lock, if there is one."""
    try:
        with (var / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return int((var / "lock").read_text() or 0) or None
    return None


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def answers(port: int, path: str) -> Callable[[], bool]:
    """A check that the port takes a connection or, with a path, that ``GET path`` answers 200."""

    def check() -> bool:
        try:
            if path:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:  # noqa: S310
                    return bool(answer.status == 200)
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return True
        except (OSError, urllib.error.URLError):
            return False

    return check


def surroundings(name: str, values: Mapping[str, str], *, keeps: Sequence[str] = ()) -> dict[str, str]:
    """
    What a process sees: of the URLs of the roles that may change tables only what it ``keeps``; and of the clocks that go wrong
    (``DIGIGOV_CLOCK_SKEW_WORKER``, in seconds) its own.
    """
    kept_back = ("DIGIGOV_DATABASE_OWNER_URL", "DIGIGOV_REGISTERS_FILLER_URL")
    seen = {key: value for key, value in values.items() if key in keeps or not key.startswith(kept_back)}
    own = values.get(f"{SKEW}_{name.upper()}")
    return {**seen, SKEW: own} if own else seen
