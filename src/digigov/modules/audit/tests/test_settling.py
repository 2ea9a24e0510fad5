"""Entries settle out of order; each gets into one block all the same."""

import threading

import psycopg
from django.db import connections

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands, queries
from digigov.modules.audit.models import Block, Entry
from tests.plugin import running_cluster

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


def test_what_goes_on_in_another_database_holds_nothing_up(fresh_database):
    with psycopg.connect(running_cluster().url(database="postgres")) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        commands.record(by=system("test"), at=now(), action="audit.tried")

        assert seal() == 2


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
