"""An installation of its own under ``var/bench``: made, filled, started as ``digigov start`` does, stopped."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from digigov.cli.environment import ROOT, rehearsal
from digigov.cli.failures import CliFailure
from digigov.cli.postgres import Cluster

PATIENCE = 180
LIMITS_TIMES = "1000000"  # the load comes from one address


class Installation:
    def __init__(self, *, port: int, var: Path) -> None:
        self.port, self.var = port, var.absolute()
        self.cluster = Cluster(self.var / "postgres")
        self.requests = self.var / "requests.json"
        self.environment = {**os.environ, "DIGIGOV_LIMITS_TIMES": LIMITS_TIMES}
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def is_filled(self) -> bool:
        return self.requests.exists()

    def make(self, *, cases: int, examples: str = "") -> None:
        """Fresh, migrated, prepared and filled. Filling needs no durability; afterwards the tables are analysed."""
        shutil.rmtree(self.var, ignore_errors=True)
        self.var.mkdir(parents=True)
        self.cluster.create()
        self.cluster.start(durable=False)
        try:
            self.cluster.create_database()
            self._digigov("migrate")
            self._digigov("prepare")
            self._fill(cases, examples)
            self.cluster.query("VACUUM ANALYZE", database="digigov")
        finally:
            self.cluster.stop()

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

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def leaders(self) -> dict[str, int]:
        """Name and process number of each part of the stack."""
        return {name: pid for pid, _, name in json.loads((self.var / "children.json").read_text())}

    def query(self, sql: str) -> str:
        """One answer straight from the database, as its owner: for looking, never for doing."""
        return self.cluster.query(sql, database="digigov")

    def jobs_waiting(self) -> int:
        """Jobs that should have begun by now."""
        due = "status = 'todo' AND (scheduled_at IS NULL OR scheduled_at < now()) OR status = 'doing'"
        return int(self.query(f"SELECT count(*) FROM procrastinate_jobs WHERE {due}"))

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

    def _digigov(self, command: str) -> None:
        words = [sys.executable, "-m", "digigov.cli.main", command, "--port", str(self.port), "--var", str(self.var)]
        subprocess.run(words, check=True, cwd=ROOT)

    def surroundings(self, settings: str) -> dict[str, str]:
        """The environment of a process of ours that works in this installation."""
        found = {**self.environment, **rehearsal(self.port, self.var), "DJANGO_SETTINGS_MODULE": settings}
        found.pop("DIGIGOV_DATABASE_OWNER_URL", None)
        return found | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}

    def _fill(self, cases: int, examples: str) -> None:
        words = [sys.executable, "-m", "bench.fill", "--cases", str(cases), "--requests", str(self.requests)]
        subprocess.run([*words, "--examples", examples], check=True, cwd=ROOT, env=self.surroundings("bench.settings"))
