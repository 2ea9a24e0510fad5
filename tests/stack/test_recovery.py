"""Back to a moment with PostgreSQL itself: the embedded one, and where it is installed the lowest that is promised."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from digigov.cli.pg_programs import as_somebody, hand_over
from digigov.cli.postgres import Cluster
from tests.live_stack import clean_environment
from tests.plugin import let_the_database_in

LOWEST = "/usr/lib/postgresql/15/bin"
BINS = [
    "",
    pytest.param(LOWEST, marks=pytest.mark.skipif(not Path(LOWEST).exists(), reason="PostgreSQL 15 is not here")),
]
PATIENCE = 120


class Machine:
    """A cluster that archives, and our commands about it."""

    def __init__(self, var, environment):
        self.var, self.cluster, self.environment = var, Cluster(var / "postgres"), environment

    def start(self):
        self.cluster.start(durable=False, archive=True)

    def digigov(self, *words):
        place = ["--port", "8690", "--var", str(self.var)]
        full = [sys.executable, "-m", "digigov.cli.main", *words, *place]
        return subprocess.run(full, env=self.environment, capture_output=True, text=True, check=False, timeout=PATIENCE)

    def must(self, *words):
        done = self.digigov(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def restore(self, to, *words):
        return self.digigov("restore", "--to", to, "--identity", str(self.var / "key"), *words)

    def note(self, number):
        self.cluster.query(f"INSERT INTO marks VALUES ({number})")

    def notes(self):
        return self.cluster.query("SELECT string_agg(n::text, ' ' ORDER BY n) FROM marks")

    def moment(self):
        """A moment, to the second, that lies between what was done and what comes."""
        now = self.cluster.query(
            "SELECT to_char(clock_timestamp() AT TIME ZONE 'America/St_Lucia' + interval '1 s', 'YYYY-MM-DD HH24:MI:SS')"
        )
        self.cluster.query("SELECT pg_sleep(2)")
        return now

    def until_archived(self):
        """All that was done up to here is in the archive."""
        piece = self.cluster.query("SELECT pg_walfile_name(pg_switch_wal())")
        deadline = time.monotonic() + PATIENCE
        while self.cluster.query("SELECT last_archived_wal FROM pg_stat_archiver") < piece:
            assert time.monotonic() < deadline, (self.cluster.data / "server.log").read_text()[-3000:]
            time.sleep(0.1)


@pytest.fixture(params=BINS, ids=["embedded", "lowest"])
def machine(request, tmp_path, monkeypatch):
    if request.param:
        monkeypatch.setenv("PG_BIN", request.param)
    as_somebody.cache_clear()
    key = tmp_path / "key"
    made = subprocess.run(
        [sys.executable, "-m", "digigov.cli.main", "backup", "--make-key", str(key)],
        capture_output=True,
        text=True,
        check=True,
    )
    values = {
        "DIGIGOV_ARCHIVE": str(tmp_path / "archive"),
        "DIGIGOV_BACKUP_RECIPIENTS": made.stdout.rpartition("=")[2].strip(),
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    let_the_database_in(tmp_path)
    (tmp_path / "archive").mkdir(mode=0o700)
    hand_over(tmp_path / "archive")
    machine = Machine(
        tmp_path, {**clean_environment(), **values, **{k: v for k, v in os.environ.items() if k == "PG_BIN"}}
    )
    machine.cluster.create()
    machine.start()
    machine.cluster.create_database()
    yield machine
    machine.cluster.stop()


def test_the_state_of_a_moment_comes_back(machine):
    machine.cluster.query("CREATE TABLE marks (n int)")
    machine.must("archive", "base")
    machine.note(1)
    moment = machine.moment()
    machine.note(2)
    machine.until_archived()
    machine.note(3)  # not yet archived when the machine burns
    assert "Stop it first" in machine.restore(moment).stderr
    machine.cluster.stop()

    early = machine.restore("2026-01-01 00:00", "--replace")
    assert early.returncode == 1
    assert "no base from before that moment" in early.stderr
    gone = machine.restore("latest", "--replace")
    assert gone.returncode == 0, gone.stderr
    machine.start()
    assert machine.notes() == "1 2 3"  # a clean end archives its last piece
    machine.note(4)
    machine.until_archived()
    machine.cluster.stop()
    assert machine.restore(moment).returncode == 1  # what is there is only replaced when one says so
    back = machine.restore(moment, "--replace")

    assert back.returncode == 0, back.stderr
    machine.start()
    assert machine.notes() == "1"
    assert len(list(machine.var.glob("postgres_before_*"))) == 2


@pytest.mark.parametrize("machine", BINS[:1], indirect=True, ids=["embedded"])
def test_a_drill_looks_at_the_archive_as_it_was_in_a_minute(machine):
    """What is wrong later is not wrong then; and neither way is the live database or its archive touched."""
    machine.must("migrate")
    machine.must("archive", "base")
    moment = machine.moment()
    machine.cluster.query("GRANT UPDATE ON audit_entry TO digigov_app", database="digigov")
    machine.until_archived()
    before = machine.must("archive", "list")
    key = ["--identity", str(machine.var / "key")]

    well = machine.digigov("drill", "--to", moment, *key)
    wrong = machine.digigov("drill", "--to", "latest", *key)

    assert well.returncode == 0, well.stdout + well.stderr
    assert "ok      files" in well.stdout
    assert wrong.returncode == 1
    assert "NOT OK  roles" in wrong.stdout
    assert machine.must("archive", "list") == before
    kept = "SELECT string_agg(backup || ' ' || is_well, ', ' ORDER BY at) FROM operations_drill"
    assert machine.cluster.query(kept, database="digigov") == f"archive, {moment} true, archive, latest false"
    assert list(machine.var.glob(".drill-*")) == []
