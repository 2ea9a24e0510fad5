"""
The checks can fail: each invariant is green on a stack at rest, and red once something is wrong that it is there to find. Five
of the wrongs are bugs that run in the stack itself: a message sent before it is marked, a webhook counted each time it comes, a
receipt issued twice, an answer given before its commit is on the disk, an audit entry altered.
"""

import os
import signal
import sqlite3
import time
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.catalog.commands import load_pack
from tests.faults.invariants import INVARIANTS, broken, what_does_not_drain
from tests.faults.walker import SERVICE, Impatient, Prepared, Walk, _try_once, read_answers, read_form, write_script
from tests.faults.webhooks import tell_again
from tests.live_stack import Stack
from tests.plugin import let_the_database_in
from tests.refusals.undone import undone

pytestmark = pytest.mark.slow
PLANTED = Path(__file__).parent / "planted"


@pytest.fixture(scope="module")
def script(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        load_pack(by=system("test"), at=now(), path=settings.PACK)
        return write_script()


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    let_the_database_in(folder, *folder.parents[:2])
    stack = Stack(folder, durable=True, DIGIGOV_LIMITS_TIMES="1000", PYTHONPATH=str(PLANTED))
    yield stack.start()
    stack.remove()


@pytest.fixture(scope="module")
def walks(stack, script):
    """Two people, one to the end and one who waits; nothing is broken."""
    walks = [Walk(stack, "marisol", "granted"), Walk(stack, "kendra", "left")]
    for walk in walks:
        walk.go(script)
    assert broken(stack, walks) == []
    return walks


@pytest.fixture
def bug(stack):
    """Wakes one of the bugs that lie asleep in every process."""

    def wake(name):
        (stack.var / "planted").write_text(name)

    yield wake
    (stack.var / "planted").unlink(missing_ok=True)


def check(name, stack, walks):
    return INVARIANTS[name](stack, walks)


def changed(stack, forth, back):
    @contextmanager
    def doing():
        stack.query(forth)
        yield
        stack.query(back)

    return doing()


@contextmanager
def charged_again(stack):
    """The gateway took the same fee a second time, as if it had been asked under another key."""
    with closing(sqlite3.connect(stack.var / "gateway" / "gateway.sqlite3", isolation_level=None)) as books:
        books.execute("CREATE TEMP TABLE more AS SELECT * FROM session WHERE captured > 0 LIMIT 1")
        books.execute("UPDATE more SET id = 'ses_again', key = 'another-key'")
        books.execute("INSERT INTO session SELECT * FROM more")
        yield
        books.execute("DELETE FROM session WHERE id = 'ses_again'")


@contextmanager
def a_file_cut_short(stack):
    path = next(path for path in (stack.var / "files" / "content").rglob("*") if path.is_file())
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    yield
    path.write_bytes(whole)


@contextmanager
def given_out_again(stack):
    """The same paper with another number, as if nobody had asked whether it was out already."""
    columns = stack.query(
        "SELECT string_agg(column_name, ', ') FROM information_schema.columns WHERE table_name = 'documents_issueddocument'"
        " AND column_name NOT IN ('id', 'reference', 'occasion')"
    )
    stack.query(
        f"INSERT INTO documents_issueddocument (id, reference, occasion, {columns})"
        f" SELECT gen_random_uuid(), 'D00-0000000-0', 'once more', {columns} FROM documents_issueddocument LIMIT 1"
    )
    yield
    stack.query("DELETE FROM documents_issueddocument WHERE occasion = 'once more'")


ONE_JOB = "(SELECT max(id) FROM procrastinate_jobs WHERE task_name = 'notifications.deliver_message')"
WRONGS = {
    "the queue drains": lambda s: changed(
        s,
        f"UPDATE procrastinate_jobs SET status = 'failed' WHERE id = {ONE_JOB}",
        f"UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = {ONE_JOB}",
    ),
    "nothing is half written": lambda s: changed(
        s,
        "UPDATE documents_issueddocument SET state = 'revoked', revoked_at = now()",
        "UPDATE documents_issueddocument SET state = 'valid', revoked_at = NULL",
    ),
    "each case went as it was meant to": lambda s: changed(
        s,
        "UPDATE casework_case SET outcome = 'refused' WHERE outcome = 'granted'",
        "UPDATE casework_case SET outcome = 'granted' WHERE outcome = 'refused'",
    ),
    "each open case has an owner and a clock": lambda s: changed(
        s,
        "UPDATE casework_task SET state = 'waiting' WHERE state = 'open'",
        "UPDATE casework_task SET state = 'open' WHERE state = 'waiting'",
    ),
    "the books keep their rules": lambda s: changed(
        s,
        "UPDATE payments_receiptcounter SET last = last + 1",
        "UPDATE payments_receiptcounter SET last = last - 1",
    ),
    "no fee was taken twice": charged_again,
    "each paper was given out once": given_out_again,
    "no file is lost": a_file_cut_short,
}


@pytest.mark.parametrize("name", WRONGS)
def test_goes_red_on_what_it_is_there_to_find(stack, walks, name):
    assert not check(name, stack, walks)

    with WRONGS[name](stack):
        assert check(name, stack, walks)

    assert not check(name, stack, walks)


FOUND_BELOW = {
    "nothing was handed in twice",
    "our cents are the gateway's",
    "each message arrived once",
    "the audit trail is whole",
    "every reference that was given exists",
}


def test_no_invariant_is_left_out():
    assert {*WRONGS, *FOUND_BELOW} == set(INVARIANTS)


def test_a_case_that_nobody_was_told_of_is_found(stack, walks):
    assert check("nothing was handed in twice", stack, walks[1:])


def test_a_file_that_never_came_to_its_place_is_found(stack, walks):
    name = "no file is lost"
    path = next(path for path in (stack.var / "files" / "content").rglob("*") if path.is_file())
    part = path.rename(path.with_name("whole.part"))

    assert check(name, stack, walks) == {path.name}

    part.rename(path)
    assert not check(name, stack, walks)


def test_a_clock_that_stands_is_found(stack, walks):
    name = "each open case has an owner and a clock"
    with changed(
        stack,
        "UPDATE casework_steprun SET watch_at = NULL WHERE finished_at IS NULL",
        "UPDATE casework_steprun SET watch_at = due_at WHERE finished_at IS NULL",
    ):
        assert check(name, stack, walks)


def test_a_webhook_that_counts_each_time_is_found(stack, walks, bug):
    bug("counted-each-time")

    assert tell_again(stack, luck=1, in_any_order=False) == []

    wrong = check("our cents are the gateway's", stack, walks)
    assert wrong
    stack.query(
        "UPDATE payments_attempt SET captured = (SELECT amount FROM payments_payment p WHERE p.id = payment_id)"
    )
    assert not check("our cents are the gateway's", stack, walks)


def test_a_message_that_is_sent_before_it_is_marked_is_found(stack, walks, script, bug):
    bug("sent-before-marked")

    walks.append(Walk(stack, "anselm", "left"))
    walks[-1].go(script)

    assert what_does_not_drain(stack) == ""
    assert any("arrived 2 times" in wrong for wrong in check("each message arrived once", stack, walks))


def test_a_receipt_that_is_issued_twice_is_found(stack, walks, script, bug):
    stack.query("ALTER TABLE payments_receipt DROP CONSTRAINT payments_receipt_payment_id_key")
    bug("issued-twice")
    browser = Impatient(stack.url, "ines")
    reference = hand_in(browser, script)
    payment = wait_for(stack, f"SELECT id FROM payments_payment WHERE case_reference = '{reference}'")

    _try_once(browser, payment, "4242424242424242")

    wait_for(stack, f"SELECT 1 FROM payments_receipt WHERE payment_id = '{payment}' HAVING count(*) = 2")
    assert any("receipt over" in wrong for wrong in check("our cents are the gateway's", stack, walks))


def test_an_audit_entry_that_is_altered_is_found(stack, walks):
    assert not check("the audit trail is whole", stack, walks)

    stack.query("UPDATE audit_entry SET actor_name = 'Somebody else' WHERE number = 5")

    assert "one of its entries was changed" in check("the audit trail is whole", stack, walks)


def test_an_answer_given_before_its_commit_is_on_the_disk_is_found(stack, walks, script):
    for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'"):
        stack.query(f"ALTER SYSTEM SET {setting}")
    stack.query("SELECT pg_reload_conf()")
    browser, lost = Impatient(stack.url, "bertrand"), []
    for _ in range(5):  # what was answered in the last ten seconds may be gone; whether it is, depends on the moment
        walk = replace(walks[1], reference=hand_in(browser, script))
        os.kill(stack.children()["database"], signal.SIGKILL)
        stack.wait_until_it_answers()
        lost = check("every reference that was given exists", stack, [walk])
        if lost:
            break

    assert lost


def hand_in(browser, script):
    form, citizen = read_form(), Prepared(browser, script)
    return citizen.hand_in(citizen.fill_in(SERVICE, form, read_answers()), form)


def wait_for(stack, question):
    deadline = time.monotonic() + 120
    while not (answer := stack.query(question)):
        assert time.monotonic() < deadline, question
        time.sleep(0.2)
    return answer
