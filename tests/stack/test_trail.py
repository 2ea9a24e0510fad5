"""Who looked: on the page of whoever was looked at within a minute, with every job of the house at a standstill."""

import os
import re
import signal
import time

import pytest

from tests.faults.walker import SERVICE, Impatient, Prepared, read_answers, read_form
from tests.live_stack import Stack
from tests.stack.test_backup import eventually

A_MINUTE = 60


@pytest.fixture
def stack(tmp_path):
    made = Stack(tmp_path / "one")
    made.var.mkdir()
    yield made
    made.remove()


def test_an_officers_look_is_on_the_persons_page_within_a_minute_and_needs_no_job(stack, script):
    stack.start()
    citizen = Prepared(Impatient(stack.url, "marisol"), script)
    reference = citizen.hand_in(citizen.fill_in(SERVICE, read_form(), read_answers()), read_form())
    officer = Impatient(stack.url, "agnes")
    eventually(lambda: re.search(r"/desk/tasks/[0-9a-f-]{36}/claim/", officer.get(f"/desk/cases/{reference}/").text))
    lines = "SELECT count(*) FROM audit_entry WHERE kind = 'read' AND actor_kind = 'officer'"
    looks = int(stack.query(lines))
    worker = stack.children()["worker"]
    os.kill(worker, signal.SIGSTOP)  # neither a minute's nor a night's job runs any more
    try:
        other = Impatient(stack.url, "winston")
        assert "Lampost" not in citizen.client.get("/account/who-looked/").text
        looked_at = time.monotonic()

        assert other.get(f"/desk/cases/{reference}/").status_code == 200

        page = citizen.client.get("/account/who-looked/").text
        assert time.monotonic() - looked_at < A_MINUTE
        assert int(stack.query(lines)) > looks
        assert page.count("Criminal Records") or "police" in page.casefold()
        assert reference in page
    finally:
        os.kill(worker, signal.SIGCONT)
