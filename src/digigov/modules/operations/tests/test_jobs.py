import logging

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure
from digigov.kernel.ids import new_id
from digigov.kernel.queue import later
from digigov.modules.audit.queries import Fault
from digigov.modules.operations import jobs, queries
from digigov.modules.operations.queries import list_waiting_again


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else None


def do_everything(*, then_look_at):
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(queues=["upkeep"], wait=False, listen_notify=False, install_signal_handlers=False)
    return sql("SELECT status::text FROM procrastinate_jobs WHERE id = %s", then_look_at)[0][0]


@pytest.fixture
def job_in_hand(fresh_database):
    """A job that a worker has taken."""
    later("deliver_event", event="none", to="nobody", body={})
    sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    sql("UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)")
    return sql("SELECT id FROM procrastinate_jobs")[0][0]


class TestRetryStalledJobs:
    def test_a_job_whose_worker_fell_silent_is_done_again(self, job_in_hand):
        sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
        later("retry_stalled_jobs", timestamp=0)

        assert do_everything(then_look_at=job_in_hand) == "todo"

    def test_a_job_whose_worker_was_struck_off_is_done_again(self, job_in_hand):
        sql("DELETE FROM procrastinate_workers")
        later("retry_stalled_jobs", timestamp=0)

        assert do_everything(then_look_at=job_in_hand) == "todo"

    def test_a_job_whose_worker_lives_is_left_alone(self, job_in_hand):
        later("retry_stalled_jobs", timestamp=0)

        assert do_everything(then_look_at=job_in_hand) == "doing"


class TestForgetDoneJobs:
    @pytest.mark.parametrize(
        ("status", "days", "stays"), [("succeeded", 8, False), ("succeeded", 6, True), ("failed", 99, True)]
    )
    def test_only_what_is_long_done_goes(self, job_in_hand, status, days, stays):
        sql("UPDATE procrastinate_jobs SET status = %s", status)
        sql("UPDATE procrastinate_events SET at = now() - make_interval(days => %s)", days)
        sql(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, %s, now() - make_interval(days => %s))",
            job_in_hand,
            status,
            days,
        )
        later("forget_done_jobs", timestamp=0)
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(queues=["upkeep"], wait=False, listen_notify=False, install_signal_handlers=False)

        assert bool(sql("SELECT 1 FROM procrastinate_jobs WHERE id = %s", job_in_hand)) is stays


class TestKeepReason:
    @pytest.fixture
    def running(self, fresh_database, monkeypatch):
        """Run a job whose work fails, as a worker would; the reason that was kept."""

        def run(error):
            monkeypatch.setattr("digigov.modules.payments.commands.ask_attempt", _raises(error))
            later("payments.ask", attempt_id=str(new_id()))
            with app.replace_connector(app.connector.get_worker_connector()):
                app.run_worker(queues=["payments"], wait=False, listen_notify=False, install_signal_handlers=False)
            return sql("SELECT reason FROM operations_failure")

        return run

    def test_a_job_that_fails_is_tried_again_and_its_reason_is_known(self, running):
        assert running(AdapterFailure("The gateway does not answer", temporary=True)) == [
            ("The gateway does not answer",)
        ]
        assert [each.count for each in list_waiting_again()] == [1]

    def test_the_log_says_once_that_it_will_be_tried_again_and_why(self, running, caplog):
        running(AdapterFailure("The gateway does not answer", temporary=True))

        (line,) = [each for each in caplog.records if each.levelno >= logging.WARNING]
        assert (line.levelname, line.name) == ("WARNING", "procrastinate.worker")
        assert "payments.ask" in line.getMessage()
        assert "The gateway does not answer" in str(line.exc_info[1])


def _raises(error):
    def fail(**call):
        raise error

    return fail


@pytest.mark.django_db
class TestLookAtTrail:
    def test_a_whole_one(self):
        jobs.look_at_trail(timestamp=0)

        assert queries.find_look(queries.TRAIL).is_well

    def test_one_that_was_changed_is_named_until_it_is_whole_again(self, monkeypatch):
        fault = Fault(block=3, kind="removed", sealed_at=now(), sealed=2, found=1)
        monkeypatch.setattr(jobs, "find_chain_fault", lambda: fault)
        jobs.look_at_trail(timestamp=0)
        changed = queries.find_look(queries.TRAIL)
        monkeypatch.undo()
        jobs.look_at_trail(timestamp=0)

        assert (changed.is_well, changed.said) == (False, "block 3: removed")
        assert queries.find_look(queries.TRAIL).is_well
