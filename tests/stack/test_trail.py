"""Who looked: on the page of whoever was looked at within a minute, with every job of the house at a standstill."""

import os
import re
import signal
import time

import pytest

from tests.faults.walker import NUMBERS, SERVICE, Impatient, Prepared, pay, read_answers, read_form
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
    pay(citizen.client, reference, NUMBERS[0])
    open_tasks = "SELECT count(*) FROM casework_task WHERE state = 'open'"
    eventually(lambda: stack.query(open_tasks) != "0")
    officer = Impatient(stack.url, "agnes")
    worker = stack.children()["worker"]
    os.kill(worker, signal.SIGSTOP)  # neither a minute's nor a night's job runs any more
    try:
        before = lines_of(citizen)
        looked_at = time.monotonic()

        assert officer.get(f"/desk/cases/{reference}/").status_code == 200

        new = lines_of(citizen) - before
        assert time.monotonic() - looked_at < A_MINUTE
        assert any(reference in line and "Agnes Filecard, Police records clerk" in line for line in new), new
    finally:
        os.kill(worker, signal.SIGCONT)


def lines_of(citizen):
    page = citizen.client.get("/account/who-looked/").text
    found = re.findall(r'<li class="dg-rows__row">(.*?)</li>', page, re.S)
    return {" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in found}
