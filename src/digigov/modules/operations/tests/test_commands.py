from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection

from digigov.kernel.actor import ANYWHERE, Actor, Grant
from digigov.kernel.ids import new_id
from digigov.kernel.paging import Page
from digigov.modules.operations import commands, queries
from digigov.modules.operations.models import Failure
from digigov.modules.operations.testing import make_given_up, make_waiting_again

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 14, tzinfo=UTC)
OPERATOR = Actor(kind="officer", account_id=new_id(), grants=frozenset({Grant("operations.see", ANYWHERE)}))


def status_of(job_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, scheduled_at FROM procrastinate_jobs WHERE id = %s", [job_id])
        return cursor.fetchone()


def written():
    return list(apps.get_model("audit", "Entry").objects.values_list("action", "details"))


class TestRetryJob:
    def test_runs_again_at_once(self):
        job_id = make_given_up(at=AT)

        commands.retry_job(by=OPERATOR, at=AT, job_id=job_id)

        assert status_of(job_id) == ("todo", AT)
        assert [(action, said["job"], said["reason"]) for action, said in written()] == [
            ("operations.job-retried", job_id, "SMTP 451")
        ]

    def test_a_second_click_is_told_that_it_runs_already(self):
        job_id = make_given_up(at=AT)
        commands.retry_job(by=OPERATOR, at=AT, job_id=job_id)

        with pytest.raises(commands.NotGivenUp):
            commands.retry_job(by=OPERATOR, at=AT, job_id=job_id)

    def test_a_number_that_no_job_can_have_is_no_job(self):
        with pytest.raises(commands.NotGivenUp):
            commands.retry_job(by=OPERATOR, at=AT, job_id=10**30)

    def test_work_that_the_clock_has_started_anew_is_not_done_twice(self):
        given_up = make_given_up("notifications.forget_codes", at=AT, timestamp="0")
        make_waiting_again("notifications.forget_codes", at=AT, timestamp="1")

        with pytest.raises(commands.WaitsAlready):
            commands.retry_job(by=OPERATOR, at=AT, job_id=given_up)

        assert status_of(given_up)[0] == "failed"


class TestDismissJob:
    def test_goes_for_good_and_stands_whole_in_the_trail(self):
        job_id = make_given_up(at=AT, attempts=17, reason="SMTP 550")

        commands.dismiss_job(by=OPERATOR, at=AT, job_id=job_id)

        assert status_of(job_id) is None
        assert not queries.list_stuck(page=Page()).items
        assert not Failure.objects.exists()
        what = {"task": "notifications.deliver_message", "queue": "messages", "call": {"delivery_id": "0"}}
        assert written() == [
            ("operations.job-dismissed", {"job": job_id, "attempts": 17, "reason": "SMTP 550", **what})
        ]

    def test_a_job_that_waits_for_its_next_try_is_not_given_up(self):
        job_id = make_waiting_again(at=AT)

        with pytest.raises(commands.NotGivenUp):
            commands.dismiss_job(by=OPERATOR, at=AT, job_id=job_id)

        assert status_of(job_id)[0] == "todo"


class TestForgetFailures:
    def test_keeps_the_reasons_of_what_is_still_to_be_done(self):
        stays, goes = make_given_up(at=AT), make_waiting_again(at=AT)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [goes])
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [goes])

        commands.forget_failures()

        assert [each.job_id for each in Failure.objects.all()] == [stays]
