"""Every job is tried again when the database goes away under it: what was to be done is not forgotten."""

import pytest
from django.db import OperationalError
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

OURS = sorted(name for name, task in app.tasks.items() if task.func.__module__.startswith("digigov."))


def test_there_are_jobs():
    assert {"deliver_event", "notifications.deliver_message", "registries.read_for_step"} <= set(OURS)


@pytest.mark.parametrize("name", OURS)
def test_a_job_is_tried_again(name):
    job = Job(id=1, queue="any", lock=None, queueing_lock=None, task_name=name, attempts=1)

    assert app.tasks[name].get_retry_exception(OperationalError("the server closed the connection"), job) is not None
