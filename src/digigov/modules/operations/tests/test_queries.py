import pytest
from django.db import connection

from digigov.kernel.paging import Page
from digigov.kernel.queue import later
from digigov.kernel.queue_health import list_depths, list_stuck

pytestmark = pytest.mark.django_db


def test_counts_what_waits():
    later("notifications.deliver_message", {"delivery_id": "a"}, {"delivery_id": "b"})

    assert [(d.name, d.due, d.doing, d.failed) for d in list_depths()] == [("messages", 2, 0, 0)]
    assert list_depths()[0].oldest_due_at is not None


def test_shows_a_job_whose_worker_is_gone():
    later("notifications.deliver_message", delivery_id="a")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")

    assert [(job.task, job.state) for job in list_stuck(page=Page())] == [("notifications.deliver_message", "stalled")]
