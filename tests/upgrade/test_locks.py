"""A migration never makes people wait for long, and whoever watches it would see if it did."""

import os
import subprocess
import sys
import threading
import time

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from digigov.cli.postgres import APP, OWNER
from tests.live_stack import clean_environment
from tests.plugin import running_cluster
from tests.upgrade.locks import Waits

PATIENCE = 120


@pytest.fixture
def database(fresh_database):
    return conninfo_to_dict(fresh_database)["dbname"]


def connect(database, role):
    return psycopg.connect(running_cluster().url(role=role, database=database))


def until(it_is_so):
    deadline = time.monotonic() + PATIENCE
    while not it_is_so():
        assert time.monotonic() < deadline, "nobody saw it"
        time.sleep(0.02)


def command(database, *words):
    environment = {
        **clean_environment(),
        "DJANGO_SETTINGS_MODULE": "digigov.config.settings.test",
        "DIGIGOV_AS_OWNER": "1",
        "DIGIGOV_DATABASE_URL": running_cluster().url(database=database),
        "DIGIGOV_DATABASE_OWNER_URL": running_cluster().url(role=OWNER, database=database),
        "PYTHONUNBUFFERED": "1",
        "PATH": os.environ["PATH"],
    }
    return subprocess.Popen([sys.executable, "-m", *words], env=environment, stdout=subprocess.PIPE, text=True)


def test_the_watch_sees_whoever_waits_for_a_table(database):
    with (
        connect(database, OWNER) as changing,
        connect(database, APP) as working,
        Waits(running_cluster(), database) as waits,
    ):
        changing.execute("LOCK TABLE operations_drill")
        worker = threading.Thread(target=working.execute, args=["SELECT 1 FROM operations_drill"])
        worker.start()
        until(lambda: waits.longest > 0.1)
        changing.rollback()
        worker.join(PATIENCE)

    assert not worker.is_alive()
    assert waits.table == "operations_drill"


def test_a_migration_lets_people_pass_while_it_waits_for_one_who_reads_long(database):
    assert command(database, "django", "migrate", "audit", "0002", "--verbosity", "0").wait(PATIENCE) == 0
    with connect(database, APP) as reading, connect(database, APP) as working:
        reading.execute("SELECT 1 FROM audit_entry")  # and does not come to an end
        migrating = command(database, "digigov.cli.main", "migrate")
        assert "waits for others" in migrating.stdout.readline()
        for _ in range(3):  # behind a migration that waits on, the first would hang for ever
            working.execute("SET LOCAL statement_timeout = '10s'")
            working.execute("SELECT 1 FROM audit_entry")
            working.rollback()
            time.sleep(0.3)
        assert migrating.poll() is None
        reading.rollback()
        assert migrating.wait(PATIENCE) == 0
