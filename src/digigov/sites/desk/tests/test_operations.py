"""What the two people who run the servers see when something is stuck or down."""

from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from digigov.kernel.clock import machine_now, now
from digigov.kernel.paging import Page
from digigov.kernel.queue import later
from digigov.modules.audit.commands import seal_entries
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.notifications.testing import make_stuck
from digigov.modules.operations.commands import Counted, note_backup, note_drill, note_look, note_traffic
from digigov.modules.operations.queries import TRAIL, list_incidents
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


def rows_of(answer, name):
    """What stands in a list of that name, a line each; where there is nothing to list there is no list."""
    listed = answer.content.decode().partition(f'aria-label="{name}"')[2]
    ends = min(listed.find(end) % (len(listed) + 1) for end in ("</dl>", "</ul>"))
    return [" ".join(_words(row)) for row in listed[:ends].split("__row")[1:]]


def _words(html):
    return "".join(part.partition(">")[2] + " " for part in f"<{html}".split("<")).split()


def test_a_stalled_job_stands_among_the_stuck_and_in_its_queue(operator, stalled_job):
    answer = operator.get(ADDRESS)

    (stuck,) = rows_of(answer, "Jobs that are stuck")
    assert stuck.startswith(f"Send a message {stalled_job} · notifications.deliver_message stalled")
    assert "Try again" not in stuck
    assert "Queue “messages” 0 due now, 0 later, 1 running, 0 given up" in rows_of(answer, "Work that waits")


def test_a_job_that_was_given_up_says_why_and_can_be_tried_again(operator):
    job_id = make_given_up(at=now(), attempts=17, reason="SMTP 451")
    (stuck,) = rows_of(operator.get(ADDRESS), "Jobs that are stuck")

    operator.post(f"{ADDRESS}jobs/{job_id}/again/")

    assert ": SMTP 451 Try again" in stuck
    assert stuck.startswith(f"Send a message {job_id} · notifications.deliver_message given up, 17 tries, ")
    assert rows_of(operator.get(ADDRESS), "Jobs that are stuck") == []
    (again,) = rows_of(operator.get(ADDRESS), "Failed, and will be tried again by itself")
    assert again.startswith("Send a message 1: SMTP 451")


def test_a_job_that_was_given_up_can_be_dismissed(operator):
    job_id = make_given_up(at=now())

    operator.post(f"{ADDRESS}jobs/{job_id}/dismiss/")

    answer = operator.get(ADDRESS)
    assert rows_of(answer, "Jobs that are stuck") == []
    assert rows_of(answer, "Work that waits") == ["Messages 0 wait, 0 are being sent"]


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
    assert rows_of(operator.get(ADDRESS), "Messages that did not arrive") == []


class TestTellThePublic:
    SAID = {"said-en": "Cards are not taken. Pay at a counter.", "said-acf": "Kat pa ka maché."}

    @pytest.fixture
    def incident(self, operator):
        operator.post(f"{ADDRESS}incidents/", self.SAID)
        (told,) = list_incidents(page=Page())
        return f"{ADDRESS}incidents/{told.id}/"

    def test_it_stands_there_and_can_be_told_otherwise(self, operator, incident):
        told = operator.post(incident, {**self.SAID, "said-en": "Cards are taken again in Castries."}, follow=True)

        (found,) = list_incidents(page=Page())
        assert found.said == {"en": "Cards are taken again in Castries.", "acf": self.SAID["said-acf"]}
        assert found.changed_at and not found.ended_at
        assert told.redirect_chain == [(f"{ADDRESS}#tell", 302)]
        assert "Last told" in told.content.decode()

    def test_when_it_is_over_it_can_no_longer_be_changed(self, operator, incident):
        operator.post(f"{incident}over/")

        assert operator.post(incident, self.SAID).status_code == 409
        assert "Pay at a counter" not in operator.get(ADDRESS).content.decode()

    def test_what_was_typed_stays_beside_what_is_wrong_with_it(self, operator, incident):
        answer = operator.post(incident, {"said-en": "", "said-acf": "é" * 301})

        page = answer.content.decode()
        box = incident.split("/")[-2]
        assert answer.status_code == 422
        assert f'href="#said-en-{box}"' in page and f'href="#said-acf-{box}"' in page
        assert f'id="said-acf-{box}"' in page and "é" * 301 in page
        assert "<details" in page and " open" in page.partition("<details")[2].partition(">")[0]

    def test_one_that_goes_on_is_not_lost_among_later_ones(self, operator, incident):
        for _ in range(6):
            operator.post(f"{ADDRESS}incidents/", {"said-en": "Short."})
        for each in list_incidents(page=Page()):
            if each.said["en"] == "Short.":
                operator.post(f"{ADDRESS}incidents/{each.id}/over/")

        assert "Pay at a counter" in operator.get(ADDRESS).content.decode()


def test_nothing_measured_is_said_in_words(operator):
    assert "Nothing was measured yet" in operator.get(ADDRESS).content.decode()


def test_what_was_measured_is_drawn(operator):
    busy = Counted()
    for _ in range(40):
        busy.add(status=200, seconds=0.2)
    minute = machine_now().replace(second=0, microsecond=0) - timedelta(minutes=5)
    note_traffic(process="a:1", minutes={minute: busy}, kinds={})

    page = operator.get(ADDRESS).content.decode()

    assert "Nothing was measured yet" not in page
    assert "Requests a minute</strong>: 8 now, 8 at most" in page
    assert "Broke (requests)</strong>: none" in page
    assert page.count("<svg viewBox") == 3  # none for what never was


def test_backups_and_what_the_last_trial_said(operator):
    made_at = now() - timedelta(hours=3)
    note_backup(
        name="digigov-20261122T020000Z.tar.age",
        place="/var/backups",
        made_at=made_at,
        size=12_345_678,
        seconds=9,
        is_sealed=True,
    )
    note_drill(
        at=now(), backup="digigov-20261122T020000Z.tar.age", made_at=made_at, seconds=31, is_well=False, said="a hash"
    )

    answer = operator.get(ADDRESS)

    (written,) = rows_of(answer, "Backups that were written")
    (tried,) = rows_of(answer, "Backups that were restored for trial")
    assert "12.4 MB in 9 seconds, encrypted /var/backups/digigov-20261122T020000Z.tar.age" in written
    assert "Not well in 31 seconds" in tried and "a hash" in tried
    assert "12.4 MB" in next(row for row in rows_of(answer, "Is it up?") if row.startswith("Newest backup"))


def test_what_the_last_look_at_the_trail_found_and_when(operator):
    seal_entries(at=now(), blocks=10, looks=1)
    before = rows_of(operator.get(ADDRESS), "Is it up?")
    note_look(at=machine_now(), name=TRAIL, is_well=True, said="")

    after = rows_of(operator.get(ADDRESS), "Is it up?")

    assert "Nobody has looked yet" in before[-1]
    assert "Well Looked at" in after[-1]
