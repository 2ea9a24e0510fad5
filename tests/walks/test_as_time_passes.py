"""The clock moved on by a month, a day at a time, and then by half a year: what falls due happens, once, and on its day."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from digigov.kernel.clock import now
from digigov.modules.documents.testing.papers import scanned
from digigov.modules.identity.testing import make_account, sign_in
from digigov.rehearsal import clock, moving
from digigov.rehearsal.walks.citizen import Citizen
from digigov.rehearsal.walks.walk import Walk, read_examples
from digigov.rehearsal.walks.worker import LEFT_ALONE, Worker

SERVICE, DRAFT_DAYS, WARNED_BEFORE, VALID_DAYS = "police-certificate-of-character", 30, 3, 180
OF_THE_QUEUE = ("retry_stalled_jobs", "forget_done_jobs")  # its own housekeeping, which a real worker does
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGIGOV_VAR", str(tmp_path))


@pytest.fixture
def walk(country, gateway):
    (folder,) = (settings.PACK / "services").glob(f"*/{SERVICE}")
    return lambda: Walk(folder, read_examples(folder)["plain"], Client(), gateway)


def pass_days(count):
    for _ in range(count):
        moving.step(since=now(), to=now() + DAY)
        worker = Worker()
        worker.left_alone = (*LEFT_ALONE, *OF_THE_QUEUE)
        worker.work()
        ProcrastinateJob.objects.filter(id__in=worker.done)._raw_delete(using="default")


def begin_a_draft():
    client = Client()
    sign_in(client, make_account())
    Citizen(client).begin(SERVICE)
    return client


def sent(template):
    return apps.get_model("notifications", "Message").objects.filter(template=template).count()


def late_cases():
    """Late and nobody's, as the clock of deadlines marks them."""
    runs = apps.get_model("casework", "StepRun").objects.filter(finished_at=None, due_at__lt=now())
    return runs.exclude(escalated_at=None).count()


def test_a_draft_is_warned_of_and_deleted_a_case_becomes_late_a_paper_runs_out(walk):
    granted, waiting = walk(), walk()
    granted.hand_in()
    granted.to_the_end()
    paper = apps.get_model("documents", "IssuedDocument").objects.get(
        case_id=granted.case_id, template__key="certificate"
    )
    address = scanned(paper.id)
    waiting.hand_in()
    waiting.pay()
    owner = begin_a_draft()

    assert "This document is valid" in checked(address)
    assert late_cases() == 0

    pass_days(DRAFT_DAYS - WARNED_BEFORE - 1)
    assert sent("draft-expiring") == 0
    pass_days(1)
    assert sent("draft-expiring") == 1
    assert "Not finished yet" in owner.get("/my/").content.decode(), "nobody was signed out"
    pass_days(WARNED_BEFORE + 1)
    assert sent("draft-expiring") == 1, "told once"
    assert "Not finished yet" not in owner.get("/my/").content.decode()
    assert late_cases() == 1
    assert "This document is valid" in checked(address)

    clock.move(to=now() + timedelta(days=VALID_DAYS))
    assert "This document has expired" in checked(address)


def checked(address):
    return Client().get(address, follow=True).content.decode()
