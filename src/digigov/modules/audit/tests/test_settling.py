"""Entries settle out of order; each gets into one block all the same, also after a restore into another cluster."""

import subprocess
import threading

import psycopg
import pytest
from django.db import connection, connections

from digigov.cli.pg_programs import binary
from digigov.cli.postgres import OWNER, Cluster
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.ids import new_id
from digigov.modules.audit import chain, commands, queries
from digigov.modules.audit.models import Block, Entry
from tests.plugin import running_cluster

TRANSACTIONS = "SELECT pg_current_xact_id()::text::bigint"
ADD = """INSERT INTO audit_entry (id, at, kind, action, actor_kind, actor_name, office, purpose, details)
         VALUES (%s, now(), 'write', 'audit.tried', 'system', '', '', '', '{}')"""


def seal(looks=1):
    return commands.seal_entries(at=now(), blocks=100, looks=looks)


def sealed():
    return sum(Block.objects.values_list("entries", flat=True))


def test_what_an_older_transaction_may_still_bring_is_waited_for(fresh_database):
    commands.record(by=system("test"), at=now(), action="audit.tried")
    seal()
    with psycopg.connect(fresh_database) as slow:
        slow.execute(ADD, [new_id()])
        commands.record(by=system("test"), at=now(), action="audit.tried")  # a higher number, settled at once
        assert seal() == 0
        assert queries.find_unsealed_since()
    # now the slow one has settled too

    assert seal(looks=100) == 1
    assert sealed() == Entry.objects.count() == 3
    assert queries.find_chain_fault(first=1) is None


def test_a_transaction_that_only_reads_holds_nothing_up(fresh_database):
    with psycopg.connect(fresh_database) as reader:
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM audit_entry")
        commands.record(by=system("test"), at=now(), action="audit.tried")

        assert seal() == 2  # the empty one first


def test_what_was_undone_leaves_a_gap_and_no_fault(fresh_database):
    with psycopg.connect(fresh_database) as undone:
        undone.execute(ADD, [new_id()])
        undone.rollback()
    commands.record(by=system("test"), at=now(), action="audit.tried")
    seal()

    assert sealed() == 1
    assert queries.find_chain_fault(first=1) is None


def test_nothing_is_missed_while_many_write(fresh_database):
    """Each writer holds its transactions open for a while of its own; the one who seals never rests."""
    end = threading.Event()

    def go(nth):
        with psycopg.connect(fresh_database) as writer:
            for turn in range(60):
                for _ in range(1 + (nth + turn) % 3):
                    writer.execute(ADD, [new_id()])
                end.wait(0.002 * ((nth * 7 + turn * 3) % 9))
                writer.execute("ROLLBACK" if (nth + turn) % 11 == 0 else "COMMIT")

    def keep_sealing():
        while not end.is_set():
            seal(looks=20)
        connections.close_all()

    writers = [threading.Thread(target=go, args=(nth,)) for nth in range(4)]
    sealers = [threading.Thread(target=keep_sealing) for _ in range(2)]
    for each in (*sealers, *writers):
        each.start()
    for each in writers:
        each.join()
    end.set()
    for each in sealers:
        each.join()
    seal(looks=100)

    assert sealed() == Entry.objects.count() > 400
    assert Block.objects.count() > 3
    assert queries.find_chain_fault(first=1) is None


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
    commands.record(by=system("test"), at=now(), action="audit.sealed-there")
    seal()
    commands.record(by=system("test"), at=now(), action="audit.not-sealed-there")
    written_down, counted_there = queries.find_head(), [chain.one(TRANSACTIONS) for _ in range(500)][-1]
    restore(connection.settings_dict["NAME"], elsewhere)

    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", str(elsewhere.socket))
    monkeypatch.setitem(connection.settings_dict, "NAME", "digigov")
    assert chain.one(TRANSACTIONS) < counted_there  # or this would prove nothing
    commands.record(by=system("test"), at=now(), action="audit.written-here")
    seal()

    assert [block.entries for block in Block.objects.order_by("number")] == [0, 1, 2]
    assert queries.find_chain_fault(first=1) is None
    assert queries.find_sealed(hash_=written_down.hash) == written_down


def restore(name, elsewhere):
    there = running_cluster().url(role=OWNER, database=name)
    dump = subprocess.run([binary("pg_dump"), "-Fc", there], check=True, capture_output=True).stdout
    subprocess.run([binary("pg_restore"), "--single-transaction", "-d", elsewhere.url(role="postgres")], input=dump, check=True)
