"""The worker outlives the connections that its jobs had: a failover, an administrator or a firewall ends them all at once."""

import pytest
from django.db import OperationalError, connection
from procrastinate.contrib.django import app

from digigov.kernel.ids import new_id
from digigov.kernel.queue import later


def ask(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def end_the_connection():
    with pytest.raises(OperationalError):
        ask("SELECT pg_terminate_backend(pg_backend_pid())")
    ask("SELECT 1")


@pytest.fixture
def work(fresh_database, monkeypatch):
    """Have one worker do so many jobs, whose work is to call these, one after the other; how each job stands afterwards."""

    def do(*calls):
        left = iter(calls)
        monkeypatch.setattr("digigov.modules.payments.commands.ask_attempt", lambda **_: next(left)())
        for _ in calls:
            later("payments.ask", attempt_id=str(new_id()))
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(queues=["payments"], wait=False, listen_notify=False, install_signal_handlers=False)
        return [
            status
            for (status,) in ask(
                "SELECT status::text FROM procrastinate_jobs WHERE task_name = 'payments.ask' ORDER BY id"
            )
        ]

    return do


def test_the_next_job_has_a_connection_that_works(work):
    assert work(end_the_connection, lambda: ask("SELECT 1")) == ["todo", "succeeded"]


def test_why_the_job_failed_is_kept_all_the_same(work):
    work(end_the_connection)

    ((reason,),) = ask("SELECT reason FROM operations_failure")
    assert reason.startswith("OperationalError")


def test_a_job_leaves_no_connection_behind(work):
    pids = []

    work(*[lambda: pids.extend(ask("SELECT pg_backend_pid()"))] * 2)

    assert len(set(pids)) == 2
