from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from digigov.kernel.paging import Page
from digigov.kernel.queue import later
from digigov.modules.operations.queries import list_depths, list_stuck, list_waiting_again
from digigov.modules.operations.testing import make_given_up, make_waiting_again

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 14, tzinfo=UTC)


def test_counts_what_waits():
    later("notifications.deliver_message", {"delivery_id": "a"}, {"delivery_id": "b"})

    assert [(d.name, d.due, d.doing, d.failed) for d in list_depths()] == [("messages", 2, 0, 0)]
    assert list_depths()[0].oldest_due_at is not None


def test_shows_a_job_whose_worker_is_gone():
    later("notifications.deliver_message", delivery_id="a")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")

    assert [(job.task, job.state) for job in list_stuck(page=Page())] == [("notifications.deliver_message", "stalled")]


def test_shows_why_a_job_was_given_up_and_what_news_did_not_arrive():
    make_given_up(
        "deliver_event", at=AT, attempts=12, reason="KeyError", event="payments.events.Paid", to="casework", body=""
    )

    (job,) = list_stuck(page=Page())

    assert (job.state, job.attempts, job.reason) == ("failed", 12, "KeyError")
    assert (job.news, job.listener) == ("payments.events.Paid", "casework")


def test_shows_what_waits_for_its_next_try_with_the_last_reason():
    make_waiting_again(at=AT, reason="It does not answer")
    make_waiting_again(at=AT + timedelta(minutes=1), reason="It says 503")
    later("payments.ask", attempt_id="never tried yet")

    (waiting,) = list_waiting_again()

    assert (waiting.task, waiting.count, waiting.reason) == ("payments.ask", 2, "It says 503")
