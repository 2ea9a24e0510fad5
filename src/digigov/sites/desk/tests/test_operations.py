"""What the two people who run the servers see when something is stuck or down."""

from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import later
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.notifications.testing import make_stuck
from digigov.modules.operations.testing import make_given_up
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.registries.testing import registers_down
from digigov.sites.desk.work_in_words import work_in_words

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/operations/"


@pytest.fixture
def operator(client):
    role = {"code": "operator", "name": "Operator", "permissions": ["operations.see"], "everywhere": True}
    make_organizations(roles=[*ORGANIZATIONS["roles"], role])
    sign_in(client, make_account(party_id=make_holder(party_id=make_person(), role="operator")), second_factor=True)
    return client


@pytest.fixture
def stalled_job():
    """Its worker took it and has given no sign of life for an hour."""
    later("notifications.deliver_message", delivery_id="0")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [now() - timedelta(hours=1)]
        )
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s RETURNING id", [worker])
        return cursor.fetchone()[0]


def rows_of(answer, caption):
    table = answer.content.decode().partition(f'aria-label="{caption}"')[2].partition("</table>")[0]
    return [
        " ".join(_words(row)) for row in table.partition("<tbody")[2].partition(">")[2].split("</tr>") if "<td" in row
    ]


def _words(html):
    return "".join(part.partition(">")[2] + " " for part in f">{html}".split("<")).split()


def test_a_stalled_job_stands_among_the_stuck_and_in_its_queue(operator, stalled_job):
    answer = operator.get(ADDRESS)

    (stuck,) = rows_of(answer, "Jobs that are stuck")
    assert stuck.startswith(f"{stalled_job} Send a message notifications.deliver_message stalled")
    assert "Try again" not in stuck
    assert rows_of(answer, "Work that waits") == ["messages 0 0 1 0 –"]


def test_a_job_that_was_given_up_says_why_and_can_be_tried_again(operator):
    job_id = make_given_up(at=now(), attempts=17, reason="SMTP 451")
    (stuck,) = rows_of(operator.get(ADDRESS), "Jobs that are stuck")

    operator.post(f"{ADDRESS}jobs/{job_id}/again/")

    assert stuck.startswith(f"{job_id} Send a message notifications.deliver_message given up 17 SMTP 451")
    assert rows_of(operator.get(ADDRESS), "Jobs that are stuck") == ["None."]
    (again,) = rows_of(operator.get(ADDRESS), "Failed, and will be tried again by itself")
    assert again.startswith("Send a message 1 SMTP 451")


def test_a_job_that_was_given_up_can_be_dismissed(operator):
    job_id = make_given_up(at=now())

    operator.post(f"{ADDRESS}jobs/{job_id}/dismiss/")

    answer = operator.get(ADDRESS)
    assert rows_of(answer, "Jobs that are stuck") == ["None."]
    assert rows_of(answer, "Work that waits") == ["Nothing waits."]


def test_two_who_click_one_after_the_other_are_told(operator):
    job_id = make_given_up(at=now())
    operator.post(f"{ADDRESS}jobs/{job_id}/dismiss/")

    answer = operator.post(f"{ADDRESS}jobs/{job_id}/again/")

    assert answer.status_code == 409
    assert "not given up any more" in answer.content.decode()


@pytest.mark.parametrize(
    "name", sorted(each for each, task in app.tasks.items() if task.func.__module__.startswith("digigov."))
)
def test_each_job_has_words(name):
    assert work_in_words(name) != name


def test_a_part_that_is_down_is_not_well_and_the_others_are(operator):
    before = rows_of(operator.get(ADDRESS), "Parts")
    with registers_down():
        during = rows_of(operator.get(ADDRESS), "Parts")

    (changed,) = set(during) - set(before)
    assert changed.startswith("registers Not well")
    assert "registers Well" in " ".join(before)


def test_a_part_that_cannot_even_be_asked_does_not_close_the_page(operator, monkeypatch):
    monkeypatch.setattr("digigov.modules.registries.testing.RegistersInMemory.check", lambda self: 1 / 0)

    answer = operator.get(ADDRESS)

    assert answer.status_code == 200
    assert "registers Not well could not be asked: ZeroDivisionError" in rows_of(answer, "Parts")


def test_a_message_that_failed_can_be_sent_again(operator):
    delivery_id = make_stuck(at=now())
    (failed,) = rows_of(operator.get(ADDRESS), "Messages that did not arrive")

    operator.post(f"{ADDRESS}messages/{delivery_id}/again/")

    assert failed.startswith("email hello failed")
    assert rows_of(operator.get(ADDRESS), "Messages that did not arrive") == ["None."]
