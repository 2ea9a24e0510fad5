"""
Children of one parent: started in order, watched, restarted with back-off when they die, ended in the opposite order.

Each child leads a session of its own, so that Ctrl-C reaches the parent alone and the parent ends all of a child's offspring.
A file names the children with the moment they started: after an unclean death the next start ends what is left of them, and
never a stranger that got the same number.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from digigov.cli.failures import CliFailure

PATIENCE = 12.0  # seconds that a child has for ending by itself
STEADY = 8.0  # seconds after which a child's earlier deaths are forgotten
LONGEST_WAIT = 30.0


@dataclass
class Child:
    """``begin`` may prepare the ground before each start (a stale lock file, say)."""

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str]
    is_ready: Callable[[], bool]
    end_with: signal.Signals = signal.SIGTERM
    begin: Callable[[], None] = lambda: None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    restart_at: float = 0.0

    def start(self) -> None:
        self.begin()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                start_new_session=True,
            )
        self.started = time.monotonic()
        self.restart_at = 0.0

    @property
    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def why(self) -> str:
        """How it ended, and the last lines that it wrote."""
        code = self.process.returncode if self.process else 0
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        return f"{self.name} {how}.\n{last_lines(self.log)}"

    def end(self) -> None:
        """Ask, wait, then insist; and take the offspring along."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.end_with)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        end_group(self.process.pid)


@dataclass
class Supervisor:
    """``say`` prints a line for people; ``stop`` tells when to end."""

    folder: Path
    say: Callable[[str], None]
    stop: Callable[[], bool]
    children: list[Child] = field(default_factory=list)
    is_noted: bool = True

    def start(self, *children: Child, patience: float = 90) -> None:
        """Start them, then wait until all are ready. :raises CliFailure: if one ends or is not ready in time."""
        for child in children:
            self.children.append(child)
            child.start()
            self._note()
        deadline = time.monotonic() + patience
        for child in children:
            self._await(child, deadline)

    def _await(self, child: Child, deadline: float) -> None:
        while not child.is_ready():
            if self.stop():
                raise KeyboardInterrupt
            if child.has_died:
                raise CliFailure(f"{child.why()}\nIts log is {child.log}.")
            if time.monotonic() > deadline:
                raise CliFailure(f"{child.name} was not ready in time. Its log is {child.log}.")
            time.sleep(0.05)

    def watch(self) -> None:
        """Until told to stop: start again what died."""
        while not self.stop():
            self.look_round()
            time.sleep(0.2)

    def look_round(self) -> None:
        for child in self.children:
            self._look_after(child)
        if not self.is_noted:
            self._try_to_note()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.restart_at:
            if now >= child.restart_at:
                self._start_again(child)
            return
        if not child.has_died:
            return
        end_group(child.process.pid if child.process else 0)
        child.deaths = 1 if now - child.started > STEADY else child.deaths + 1
        wait = min(LONGEST_WAIT, 0.25 * 2 ** min(child.deaths, 10))
        child.restart_at = now + wait
        self.say(f"{child.why()}\nStarting it again in {wait:.1f} seconds; its log is {child.log}.")

    def _start_again(self, child: Child) -> None:
        try:
            child.start()
        except OSError as error:  # a full disk, say: it will not stay so
            child.restart_at = time.monotonic() + 1
            self.say(f"{child.name} cannot start: {error}. Trying again.")
            return
        self._try_to_note()
        self.say(f"{child.name} started again.")

    def _try_to_note(self) -> None:
        """On a full disk the children are noted as soon as there is room."""
        try:
            self._note()
            self.is_noted = True
        except OSError:
            self.is_noted = False

    def end(self) -> None:
        for child in reversed(self.children):
            child.end()
        (self.folder / "children.json").unlink(missing_ok=True)

    def _note(self) -> None:
        alive = [
            [c.process.pid, started_at(c.process.pid), c.name] for c in self.children if c.process and not c.has_died
        ]
        path = self.folder / "children.json"
        path.with_suffix(".new").write_text(json.dumps(alive))
        path.with_suffix(".new").replace(path)


def end_orphans(folder: Path) -> int:
    """End what a supervisor that died uncleanly left behind; last started, first ended. Returns how many there were."""
    path = folder / "children.json"
    try:
        noted = [(int(pid), int(moment)) for pid, moment, _ in json.loads(path.read_text())]
    except (FileNotFoundError, ValueError):
        return 0
    found = 0
    for leader, moment in reversed(noted):
        now = started_at(leader)
        if now and now == moment:
            found += 1
            os.kill(leader, signal.SIGINT)  # for PostgreSQL the fast way, for the others the usual one
            deadline = time.monotonic() + PATIENCE
            while started_at(leader) and time.monotonic() < deadline:
                time.sleep(0.05)
            end_group(leader)
        elif not now:
            found += _end_leaderless(leader, folder)
    path.unlink(missing_ok=True)
    return found


def _end_leaderless(leader: int, folder: Path) -> int:
    """Kill members of a group whose leader is gone, if their environment says that they belong to this folder."""
    mark, ended = f"DIGIGOV_VAR={folder}\0".encode(), []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == leader and mark in (entry / "environ").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)
                ended.append(int(entry.name))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    deadline = time.monotonic() + PATIENCE
    while any(map(started_at, ended)) and time.monotonic() < deadline:
        time.sleep(0.05)  # their ports are free once they are gone
    return len(ended)


def end_group(leader: int) -> None:
    """Kill what is left of a session that we started: its leader's number stays taken as long as one member lives."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def started_at(pid: int) -> int:
    """The moment, in clock ticks since boot, at which a living process started; 0 if there is none of that number."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return 0 if fields[0] == "Z" else int(fields[19])


def last_lines(log: Path, count: int = 12) -> str:
    try:
        lines = log.read_bytes()[-8000:].decode(errors="replace").splitlines()[-count:]
    except FileNotFoundError:
        return ""
    return "\n".join(f"    {line}" for line in lines)
