"""Two at the same moment, each on a connection of its own: one wins, the other is told."""

import pytest
from django.apps import apps

from digigov.modules.catalog.testing import load_tiny
from digigov.modules.service_requests import commands
from digigov.modules.service_requests.testing import AT, MACHINE, liaison, make_evidence, make_request
from tests.at_once import at_once

THREADS = 4


@pytest.fixture
def opened(fresh_database):
    load_tiny()
    return make_request()


def close(opened, lia):
    given = {"evidence": "photo", "text": "Cleaned", "file_ids": [make_evidence(lia)]}
    return lambda: commands.close_request(by=lia, at=AT, request_id=opened.id, **given)


def row(opened):
    return apps.get_model("service_requests", "Request").objects.get(id=opened.id)


def lines(opened, kind):
    return apps.get_model("service_requests", "Entry").objects.filter(request_id=opened.id, kind=kind).count()


def test_one_officer_closes_it(opened):
    answers = at_once(*(close(opened, liaison()) for _each in range(THREADS)))

    assert sorted(map(str, answers)) == sorted(map(str, [None] + [commands.NotNow] * (THREADS - 1)))
    assert lines(opened, "answered") == 1


def test_yes_and_no_at_the_same_moment_leave_one_answer(opened):
    close(opened, liaison())()
    calls = [
        lambda is_done=is_done: commands.confirm_request(by=MACHINE, at=AT, request_id=opened.id, is_done=is_done)
        for is_done in (True, False)
    ]
    answers = at_once(*calls)

    assert sorted(map(str, answers)) == sorted(map(str, [None, commands.NotNow]))
    assert (row(opened).state, row(opened).said) in (("closed", "yes"), ("acknowledged", "no"))


def test_the_clock_run_twice_tells_a_rung_once(opened):
    late = row(opened).answer_due_at
    at_once(*(lambda: commands.watch_requests(by=MACHINE, at=late) for _each in range(2)))

    assert lines(opened, "escalated") == 1


def test_somebody_follows_once(opened):
    address = {"email": "follower@example.org"}
    at_once(
        *(lambda: commands.follow_request(by=MACHINE, at=AT, request_id=opened.id, **address) for _ in range(THREADS))
    )

    assert row(opened).followers.count() == 1
