import pytest
from procrastinate.contrib.django import app

from digigov.rehearsal.island.photographs import Office


@pytest.mark.django_db
@pytest.mark.parametrize("task", ["retry_stalled_jobs", "documents.sweep_contents"])
def test_what_the_clock_begins_meanwhile_is_left_to_the_installations_own_worker(task):
    app.configure_task(task).defer(timestamp=0)
    office = Office()

    office.worker.work()

    assert office.worker.done == set()
