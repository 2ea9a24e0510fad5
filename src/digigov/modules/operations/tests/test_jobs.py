import pytest
from django.db import connection
from procrastinate.contrib.django import app

from digigov.kernel.queue import later


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
