"""After a restore into another cluster the audit trail's chain goes on, though transactions begin to count anew there."""

import subprocess

import pytest
from django.db import connection, connections

from digigov.cli.pg_programs import binary
from digigov.cli.postgres import OWNER, Cluster
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.audit import commands, queries
from tests.plugin import running_cluster


def write(action):
    commands.record(by=system("test"), at=now(), action=action)


def seal():
    return commands.seal_entries(at=now(), blocks=100, looks=100)


def transaction_number():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return cursor.fetchone()[0]


@pytest.fixture
def elsewhere(tmp_path):
    """Another cluster, whose transactions begin to count anew."""
    cluster = Cluster(tmp_path / "elsewhere")
    cluster.create()
    cluster.start(durable=False)
    cluster.create_database()
    yield cluster
    connections.close_all()
    cluster.stop()


def test_after_a_restore_into_another_cluster_the_chain_goes_on(fresh_database, elsewhere, monkeypatch):
    write("audit.sealed-there")
    seal()
    write("audit.not-sealed-there")
    written_down, counted_there = queries.find_head(), [transaction_number() for _ in range(500)][-1]
    restore(connection.settings_dict["NAME"], elsewhere)

    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", str(elsewhere.socket))
    monkeypatch.setitem(connection.settings_dict, "NAME", "digigov")
    assert transaction_number() < counted_there  # or this would prove nothing
    write("audit.written-here")

    assert seal() == 1
    assert queries.find_head().block == 3
    assert queries.find_unsealed_since() is None
    assert queries.find_chain_fault(first=1) is None
    assert queries.find_sealed(hash_=written_down.hash) == written_down


def restore(name, elsewhere):
    there = running_cluster().url(role=OWNER, database=name)
    dump = subprocess.run([binary("pg_dump"), "-Fc", there], check=True, capture_output=True).stdout
    subprocess.run(
        [binary("pg_restore"), "--single-transaction", "-d", elsewhere.url(role="postgres")], input=dump, check=True
    )
