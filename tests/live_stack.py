"""
The real thing: everything that ``digigov start`` starts, on free ports, in a folder of its own.

``live`` is one stack for the whole test run; ``Stack`` makes others (the fault tests kill theirs).
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from digigov.cli.environment import rehearsal
from digigov.cli.pg_programs import hand_over
from digigov.cli.postgres import Cluster
from digigov.cli.stack import answers, fingerprint
from tests.plugin import ROOT, cached_cluster, let_the_database_in
from tests.ports import free_row

PATIENCE = 300


class Stack:
    """
    A rehearsal in a process of its own, of this ``program`` or of another release's. ``url`` is where it is reached, ``var``
    its folder, in which everything is prepared already unless it is to be ``empty``.
    """

    def __init__(self, folder, *, durable=False, empty=False, program=ROOT, python=sys.executable, **environment):
        self.durable, self.empty = durable, empty
        self.program, self.interpreter = program, python
        self.environment = environment
        self.place = {} if program == ROOT else {"PYTHONPATH": str(program / "src")}  # before the installed program
        self.port = free_row()
        self.var = Path(folder)
        self.url = f"http://localhost:{self.port}"
        self.output = self.var / "start.log"
        self.heard = 0  # of what it said, before it was last started
        self.process = None

    def start(self):
        if not (self.var / "postgres").exists():
            self._lay_the_ground()
            hand_over(self.var / "postgres")
        self.heard = len(self.said()) if self.output.exists() else 0
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [
                    *(self.interpreter, "-m", "digigov.cli.main", "start"),
                    *([] if self.durable else ["--no-durability"]),
                    *("--port", str(self.port), "--var", str(self.var)),
                ],
                cwd=self.program,
                env={**clean_environment(), **self.place, **self.environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.wait_for("Ready after")
        return self

    def _lay_the_ground(self):
        if self.program != ROOT:
            return  # another release makes its own
        if not self.empty:
            shutil.copytree(prepared_folder(), self.var, dirs_exist_ok=True)
            return
        shutil.copytree(cached_cluster(), self.var / "postgres")
        (self.var / "postgres").chmod(0o700)

    def wait_for(self, sentence):
        deadline = time.monotonic() + PATIENCE
        while sentence not in self.said()[self.heard :]:
            assert self.process.poll() is None, f"the stack ended:\n{self.said()}"
            assert time.monotonic() < deadline, f"no '{sentence}' in {PATIENCE} s:\n{self.said()}"
            time.sleep(0.05)

    def wait_until_it_answers(self):
        deadline = time.monotonic() + PATIENCE
        while not answers(self.port, "/services/")():
            assert time.monotonic() < deadline, (
                f"no page in {PATIENCE} s:\n{self.said()[-4000:]}\n{self.log('database')[-4000:]}"
            )
            time.sleep(0.2)

    def said(self):
        return self.output.read_text(errors="replace")  # a full disk may have cut a letter in two

    def stop(self, by=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(by)
            self.process.wait(PATIENCE)
        return self.process.returncode if self.process else None

    def children(self):
        """Name and process number of what runs now, in the order of starting."""
        return {name: pid for pid, _, name in json.loads((self.var / "children.json").read_text())}

    def query(self, sql):
        """One answer straight from the stack's database, as its owner: for looking, never for doing."""
        cluster = Cluster(self.var / "postgres")
        return cluster.query(sql, database="digigov")

    def python(self, code):
        """Run a few lines with this stack's settings. Returns what they print."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"],
            env={**clean_environment(), **self.settings()},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def settings(self):
        """The environment of its processes."""
        return rehearsal(self.port, self.var)

    def log(self, name):
        return (self.var / "logs" / f"{name}.log").read_text(errors="replace")

    def remove(self):
        self.stop()
        shutil.rmtree(Cluster(self.var / "postgres").socket, ignore_errors=True)
        shutil.rmtree(self.var, ignore_errors=True)

    def digigov(self, *words, patience=180, **environment):
        """Run one of our commands about this stack."""
        place = ["--port", str(self.port), "--var", str(self.var)]
        full = [self.interpreter, "-m", "digigov.cli.main", words[0], *place, *words[1:]]
        surroundings = {**clean_environment(), **self.place, **environment}
        return subprocess.run(full, env=surroundings, capture_output=True, text=True, timeout=patience, check=False)


def prepared_folder():
    """What a first start makes ready, once for each state of the program: later ones copy it."""
    folder = ROOT / "var" / "test" / f"prepared-{fingerprint()[:16]}"
    with (ROOT / "var" / "test" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two workers one makes it, and the other waits
        if not folder.exists():
            _prepare(folder)
    return folder


def _prepare(folder):
    for old in folder.parent.glob("prepared-*"):
        shutil.rmtree(old, ignore_errors=True)
    making = Stack(tempfile.mkdtemp(prefix="digigov-prepared-"), empty=True)
    let_the_database_in(making.var)
    try:
        making.start()
        assert making.stop() == 0
        shutil.copytree(making.var, folder, ignore=shutil.ignore_patterns("logs", "lock", "start.log"))
    finally:
        making.remove()


def clean_environment():
    """The surroundings without what the tests' own database and settings put there."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("DIGIGOV_", "DJANGO_"))}


@pytest.fixture(scope="session")
def live():
    """The stack that journeys share, on which one person applies for more in an hour than the limits let anybody."""
    stack = Stack(tempfile.mkdtemp(prefix="digigov-live-"), DIGIGOV_LIMITS_TIMES="1000")
    let_the_database_in(stack.var)
    try:
        yield stack.start()
    finally:
        stack.remove()
