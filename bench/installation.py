"""An installation of its own under ``var/bench``: made, filled, started as ``digigov start`` does, stopped."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from bench.asked import Asked, save
from bench.load import ONE_WAY
from digigov.cli.environment import ROOT, rehearsal
from digigov.cli.failures import CliFailure
from digigov.cli.postgres import Cluster

PATIENCE = 180
FEW_PEOPLE = 2_000  # for small work, where only some examples are wanted
LINKS = 50  # the port of the slow links, after the web server's
SUBMISSIONS, UNFINISHED = {"town": 3_000, "island": 9_000}, 1_000
LIMITS_TIMES = "1000000"  # the load comes from one address


class Installation:
    def __init__(self, *, port: int, var: Path) -> None:
        self.port, self.var = port, var.absolute()
        self.cluster = Cluster(self.var / "postgres")
        self.requests, self.loaded = self.var / "requests.json", self.var / "loaded"
        self.environment = {**os.environ, "DIGIGOV_LIMITS_TIMES": LIMITS_TIMES}
        self.process: subprocess.Popen[bytes] | None = None
        self.links: subprocess.Popen[bytes] | None = None

    @property
    def is_filled(self) -> bool:
        return self.requests.exists()

    @property
    def was_loaded(self) -> bool:
        """What can be done once, as handing in, was done then, and costs less the second time."""
        return self.loaded.exists()

    @property
    def slow_port(self) -> int:
        return self.port + LINKS

    def make(self, *, size: str, cases: int, examples: str = "") -> None:
        """
        Fresh, migrated, prepared and filled: a rehearsed country with so many cases until yesterday, and what the load needs on top.
        Filling needs no durability; afterwards the tables are analysed.
        """
        shutil.rmtree(self.var, ignore_errors=True)
        self.var.mkdir(parents=True)
        self.cluster.create()
        self.cluster.start(durable=False)
        try:
            self.cluster.create_database()
            self._count_statements()
            self._digigov("migrate")
            self._digigov("prepare")
            people = ["--people", str(FEW_PEOPLE), "--only", examples] if examples else ["--size", size]
            self._digigov("rehearse", *people, "--cases", str(cases), "--until", "yesterday")
            self._draft(SUBMISSIONS[size])
            self.cluster.query("VACUUM ANALYZE", database="digigov")
        finally:
            self.cluster.stop()

    def _count_statements(self) -> None:
        """PostgreSQL's own statistics of statements from the next start on, where this PostgreSQL brings them."""
        if self.cluster.query("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_stat_statements'"):
            self.cluster.query("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'")
            self.cluster.query("CREATE EXTENSION pg_stat_statements")

    def start(self) -> None:
        with (self.var / "start.log").open("wb") as log:
            words = [
                sys.executable,
                "-m",
                "digigov.cli.main",
                "start",
                "--port",
                str(self.port),
                "--var",
                str(self.var),
            ]
            self.process = subprocess.Popen(words, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        self.wait_until(lambda: "Ready after" in (self.var / "start.log").read_text(), "the stack was not ready")
        link = ["-m", "bench.links", "--listen", str(self.slow_port), "--to", str(self.port), "--one-way", str(ONE_WAY)]
        self.links = subprocess.Popen([sys.executable, *link], cwd=ROOT)

    def stop(self) -> None:
        if self.links and self.links.poll() is None:
            self.links.terminate()
            self.links.wait(10)
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def leaders(self) -> dict[str, int]:
        """Name and process number of each part of the stack."""
        found = {name: pid for pid, _, name in json.loads((self.var / "children.json").read_text())}
        return {**found, "links": self.links.pid} if self.links else found

    def query(self, sql: str) -> str:
        """One answer straight from the database, as its owner: for looking, never for doing."""
        return self.cluster.query(sql, database="digigov")

    def jobs_waiting(self) -> int:
        """Jobs that should have begun by now."""
        due = "status = 'todo' AND (scheduled_at IS NULL OR scheduled_at < now()) OR status = 'doing'"
        return int(self.query(f"SELECT count(*) FROM procrastinate_jobs WHERE {due}"))

    def queries(self) -> dict[str, dict[str, float]]:
        """What each page asks of the database: queries and milliseconds."""
        return dict(json.loads(self.ours("bench.queries", str(self.requests), str(self.cluster.socket))))

    def count(self, asked: Asked) -> int:
        """The queries of one request."""
        only = self.var / "one.json"
        save({"one": [[asked]]}, only)
        found = json.loads(self.ours("bench.queries", str(only), str(self.cluster.socket)))
        return int(found[asked.page]["most"])

    def ours(self, program: str, *more: str) -> bytes:
        """What a program of ours prints that works in this installation as it stands."""
        environment = self.surroundings()
        words = [sys.executable, "-m", program, *more]
        return subprocess.run(words, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout

    def settle(self) -> None:
        """Wait until the worker has nothing left to do."""
        self.wait_until(lambda: self.jobs_waiting() == 0, "the queue did not drain", each=1.0)

    def wait_until(self, is_so, otherwise: str, *, each: float = 0.2) -> None:  # type: ignore[no-untyped-def]
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            if self.process is not None and self.process.poll() is not None:
                raise CliFailure(f"The stack ended. Its words are in {self.var / 'start.log'}.")
            if time.monotonic() > deadline:
                raise CliFailure(f"{otherwise} in {PATIENCE} seconds. Logs are in {self.var / 'logs'}.")
            time.sleep(each)

    def _digigov(self, command: str, *more: str) -> None:
        words = [
            sys.executable,
            "-m",
            "digigov.cli.main",
            command,
            *more,
            "--port",
            str(self.port),
            "--var",
            str(self.var),
        ]
        subprocess.run(words, check=True, cwd=ROOT, env=self.environment)

    def surroundings(self) -> dict[str, str]:
        """The environment of a process of ours that works in this installation."""
        found = {
            **self.environment,
            **rehearsal(self.port, self.var),
            "DJANGO_SETTINGS_MODULE": "digigov.config.settings.rehearsal",
        }
        found.pop("DIGIGOV_DATABASE_OWNER_URL", None)
        return found | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}

    def fill(self, submissions: int) -> None:
        """So many applications that wait to be handed in, while nothing else runs: what is handed in twice costs less."""
        self.cluster.start()
        try:
            self._draft(submissions)
        finally:
            self.cluster.stop()

    def _draft(self, submissions: int) -> None:
        words = [sys.executable, "-m", "bench.fill", "--requests", str(self.requests)]
        words += ["--submissions", str(submissions), "--drafts", str(submissions + UNFINISHED)]
        subprocess.run(words, check=True, cwd=ROOT, env=self.surroundings())
        self.loaded.unlink(missing_ok=True)
