"""A primary that a standby follows, what kills it, and what was lost: asked of whoever wrote, and of the dead one's own log."""

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from digigov.cli.pg_programs import as_somebody, binary, hand_over, run
from digigov.cli.postgres import APP, DATABASE, FILLER, OWNER, READER, REGISTERS, Cluster
from tests.live_stack import Stack, prepared_folder

PATIENCE = 180


class Pair:
    """The URL names both, and leads to whichever takes writes. ``serves`` is the one that does."""

    def __init__(self, folder, *, is_synchronous):
        self.primary, self.standby = Cluster(folder / "a"), Cluster(folder / "b")
        self.is_synchronous = is_synchronous
        self.serves = self.primary

    def url(self, role, database=DATABASE):
        hosts = f"{self.primary.socket},{self.standby.socket}"
        return f"postgresql://{role}@/{database}?host={hosts}&target_session_attrs=read-write"

    def start(self):
        shutil.copytree(prepared_folder() / "postgres", self.primary.data)
        self.primary.data.chmod(0o700)
        hand_over(self.primary.data)
        self.primary.start()
        place = ["-D", str(self.standby.data), "-h", str(self.primary.socket), "-U", "postgres"]
        run(["pg_basebackup", *place, "-R", "-X", "stream"])
        self.standby.start()
        if self.is_synchronous:
            self.primary.query("ALTER SYSTEM SET synchronous_standby_names = '*'")
            self.primary.query("SELECT pg_reload_conf()")
        wanted, question = "sync" if self.is_synchronous else "async", "SELECT sync_state FROM pg_stat_replication"
        eventually(lambda: self.primary.query(question) == wanted, "the standby never streamed")

    def kill(self):
        """The whole primary at once, as when a machine goes off. Returns the moment."""
        at = time.monotonic()
        pid = int((self.primary.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        return at

    def promote(self):
        run(["pg_ctl", "-D", str(self.standby.data), "-w", "promote"])
        self.serves = self.standby

    def cut_the_way(self):
        """From here on nothing comes over: whoever sends it stands still, until it is killed with the rest."""
        os.kill(int(self.primary.query("SELECT pid FROM pg_stat_replication")), signal.SIGSTOP)

    def commits_that_were_not_followed(self):
        """Those in the dead primary's log after the place where the standby's own line begins."""
        (history,) = (self.standby.data / "pg_wal").glob("00000002.history")
        place = re.match(r"1\s+(\S+)", history.read_text())[1]
        words = ["--path", str(self.primary.data / "pg_wal"), "--start", place, "--rmgr", "Transaction"]
        command = [
            *as_somebody(),
            binary("pg_waldump"),
            *words,
        ]  # its end is where the log was torn: that is no failure
        said = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/").stdout
        return [line for line in said.splitlines() if " COMMIT" in line]

    def end(self):
        for cluster in (self.standby, self.primary):
            cluster.stop()
            shutil.rmtree(cluster.socket, ignore_errors=True)


class Ticks:
    """Writes one number after the other down, each in a transaction of its own, and remembers which it was told are kept."""

    def __init__(self, pair):
        self.pair, self.kept, self.over = pair, [], threading.Event()
        with self._connect() as connection:
            connection.execute("CREATE TABLE tick (n int PRIMARY KEY)")
        self.thread = threading.Thread(target=self._go, daemon=True)
        self.thread.start()

    def _connect(self):
        return psycopg.connect(self.pair.url(OWNER), connect_timeout=5, autocommit=True)

    def _go(self):
        number = 0
        while not self.over.is_set():
            try:
                with self._connect() as connection:
                    while not self.over.is_set():
                        number += 1
                        connection.execute("INSERT INTO tick VALUES (%s)", (number,))
                        self.kept.append((number, time.monotonic()))
                        time.sleep(0.01)
            except psycopg.OperationalError:
                time.sleep(0.05)

    def wait_for_more(self, count):
        wanted = len(self.kept) + count
        eventually(lambda: len(self.kept) >= wanted, "nothing could be written")

    def finish(self):
        """The numbers with their moments that were told to be kept and are gone, and how long nothing could be written."""
        self.over.set()
        self.thread.join()
        there = {int(n) for n in self.pair.serves.query("SELECT n FROM tick", database=DATABASE).split()}
        moments = [at for _, at in self.kept]
        silence = max(later - earlier for earlier, later in zip(moments, moments[1:], strict=False))
        return [(number, at) for number, at in self.kept if number not in there], silence


class OnBoth(Stack):
    """A stack whose database is a pair's."""

    def __init__(self, folder, pair):
        super().__init__(
            folder,
            DIGIGOV_LIMITS_TIMES="1000",
            DIGIGOV_STANDBYS="1",
            DIGIGOV_DATABASE_URL=pair.url(APP),
            DIGIGOV_DATABASE_OWNER_URL=pair.url(OWNER),
            DIGIGOV_REGISTERS_DATABASE_URL=pair.url(READER, REGISTERS),
            DIGIGOV_REGISTERS_FILLER_URL=pair.url(FILLER, REGISTERS),
        )
        self.pair = pair

    def settings(self):
        return {**super().settings(), **self.environment}

    def digigov(self, *words, **environment):
        return super().digigov(*words, **{**self.environment, **environment})

    def query(self, sql):
        return self.pair.serves.query(sql, database=DATABASE)


def eventually(check, sentence):
    deadline = time.monotonic() + PATIENCE
    while not check():
        assert time.monotonic() < deadline, sentence
        time.sleep(0.1)
