"""
One PostgreSQL for each test run, migrated once: workers copy its template database in a fifth of a second.

Tests run as the application's role, so what that role may not do fails here too. ``db`` wraps a test in a transaction;
``fresh_database`` gives it a database of its own, committed to by as many connections as it likes.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.utils import translation

from digigov.cli.pg_programs import NOBODY, as_somebody
from digigov.cli.postgres import OWNER, Cluster, binary
from digigov.kernel.clock import now
from digigov.kernel.published import forget_all
from digigov.ui import catalogue

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "digigov"


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.test_folder = Path(tempfile.mkdtemp(prefix="digigov-test-"))
        let_the_database_in(config.test_folder)
        cluster = Cluster(config.test_folder / "data")
        _migrated(cluster)
        os.environ["DIGIGOV_TEST_CLUSTER"] = str(cluster.data)
        catalogue.prepare()


def pytest_unconfigure(config):
    if hasattr(config, "test_folder"):
        cluster = Cluster(config.test_folder / "data")
        cluster.stop()
        shutil.rmtree(config.test_folder, ignore_errors=True)
        shutil.rmtree(cluster.socket, ignore_errors=True)


def let_the_database_in(*folders):
    """Where root has no user namespaces, PostgreSQL runs as nobody, who must be able to pass."""
    if as_somebody() == NOBODY:
        for folder in folders:
            folder.chmod(folder.stat().st_mode | 0o011)


@pytest.fixture
def tmp_path(tmp_path):
    let_the_database_in(tmp_path, *tmp_path.parents[:2])
    return tmp_path


def _migrated(cluster):
    """Start the cluster as a copy of the migrated folder."""
    shutil.copytree(cached_cluster(), cluster.data)
    cluster.data.chmod(0o700)
    cluster.start(durable=False)


def cached_cluster():
    """The data folder, stopped and migrated, that every database of a test run is a copy of; made if need be, by one of all runs."""
    folder = ROOT / "var" / "test" / f"postgres-{_fingerprint()}"
    folder.parent.parent.mkdir(exist_ok=True)
    with folder.parent.with_name("test.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _make(folder)
    return folder


def _make(folder):
    """Whole or not at all."""
    making = Path(tempfile.mkdtemp(prefix="digigov-test-"))
    let_the_database_in(making)
    shutil.rmtree(folder.parent, ignore_errors=True)
    _migrate(Cluster(making / "data"))
    half = folder.with_suffix(".half")
    shutil.copytree(making / "data", half)
    half.rename(folder)
    shutil.rmtree(making)
    shutil.rmtree(Cluster(making / "data").socket, ignore_errors=True)


def _migrate(cluster):
    cluster.create()
    cluster.start(durable=False)
    cluster.create_database()
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        check=True,
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "digigov.config.settings.test",
            "DIGIGOV_AS_OWNER": "1",
            "DIGIGOV_DATABASE_OWNER_URL": cluster.url(role=OWNER),
        },
    )
    cluster.stop()


def _fingerprint():
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    digest.update(binary("postgres").encode())
    digest.update((ROOT / "src/digigov/config/settings/base.py").read_bytes())
    for migration in sorted((ROOT / "src").rglob("migrations/*.py")):
        digest.update(str(migration.relative_to(ROOT)).encode() + migration.read_bytes())
    return digest.hexdigest()[:16]


def running_cluster():
    return Cluster(Path(os.environ["DIGIGOV_TEST_CLUSTER"]))


def use_database(name):
    connection = connections["default"]
    connection.close()
    host = str(running_cluster().socket)
    for described in (settings.DATABASES["default"], connection.settings_dict):
        described.update(NAME=name, HOST=host, USER="digigov_app")
    os.environ["DIGIGOV_DATABASE_URL"] = running_cluster().url(database=name)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id):
    name = f"test_{worker_id}"
    running_cluster().query(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {OWNER}")
    with django_db_blocker.unblock():
        use_database(name)
    return name


@pytest.fixture(autouse=True)
def _english():
    """Each test begins in English, whatever language the page before it was shown in."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    yield
    forget_all()


@pytest.fixture(autouse=True)
def _within_one_stretch(monkeypatch):
    """What a test tries is counted in one stretch of time: no minute is over between its first try and the one too many."""
    at = now()
    monkeypatch.setattr("digigov.sites.limits.now", lambda: at)


@pytest.fixture
def fresh_database(django_db_setup, django_db_blocker):
    """A database of this test's own; commits are real. Yields its URL for other processes."""
    name = f"{django_db_setup}_fresh"
    running_cluster().query(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER {OWNER}")
    with django_db_blocker.unblock():
        use_database(name)
        yield running_cluster().url(database=name)
        connections.close_all()
        use_database(django_db_setup)
    running_cluster().query(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def owner(fresh_database):
    """A connection to the fresh database of the role that owns the tables: of whoever could tamper with them."""
    with psycopg.connect(fresh_database.replace("digigov_app@", f"{OWNER}@"), autocommit=True) as opened:
        yield opened
