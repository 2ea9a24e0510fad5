"""What is wrong stands first, with what to do about it; each thing is set off here, and none of them when all is well."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digigov.kernel.actor import system
from digigov.kernel.adapters import Health
from digigov.kernel.clock import machine_now, now
from digigov.kernel.paging import PageOf
from digigov.modules.operations.queries import Archive, Database, Drilled, QueueDepth, Stretch
from digigov.modules.signatures import commands as signatures
from digigov.sites.desk import urgent
from digigov.sites.desk.urgent import RED, YELLOW, Seen, list_urgent
from digigov.sites.status import looking

pytestmark = pytest.mark.django_db
A_WHILE = timedelta(minutes=12)


@pytest.fixture(autouse=True)
def _status_is_written(monkeypatch):
    monkeypatch.setattr(looking, "read", lambda path: looking.State(machine_now(), (), ()))


def seen(**changes):
    machine = machine_now()
    well = Seen(
        at=now(),
        machine=machine,
        parts={"sms": Health(True, "answers")},
        depths=(QueueDepth("messages", 3, 0, 1, 0, machine - timedelta(seconds=20)),),
        jobs=PageOf((), 1, 50, False),
        messages={"queued": 3, "sending": 1, "failed": 0, "uncertain": 0},
        traffic=Stretch(machine, 5, 2000, 0, 0, 20, 90),
        workers=1,
        database=Database(10**9, 20, 100),
        free=50 * 10**9,
    )
    return replace(well, **changes)


def test_when_all_is_well_there_is_nothing_to_do():
    assert list_urgent(seen()) == []


MACHINE = machine_now()
WRONG = {
    "a full disk": ({"free": 10**8}, RED, "100 MB are free"),
    "a filling disk": ({"free": 3 * 10**9}, YELLOW, "3000 MB are free"),
    "no worker": ({"workers": 0}, RED, "No worker gives a sign of life"),
    "few connections": ({"database": Database(10**9, 80, 100)}, RED, "80 of the 100 connections"),
    "errors": ({"traffic": Stretch(MACHINE, 5, 2000, 3, 0, 20, 90)}, RED, "3 of 2000 requests"),
    "very slow": ({"traffic": Stretch(MACHINE, 5, 2000, 0, 0, 20, 1200)}, RED, "longer than 1200 ms"),
    "slow": ({"traffic": Stretch(MACHINE, 5, 2000, 0, 0, 20, 700)}, YELLOW, "longer than 700 ms"),
    "too many people": ({"traffic": Stretch(MACHINE, 5, 2000, 0, 40, 20, 90)}, YELLOW, "40 requests"),
    "a part that is down": ({"parts": {"sms": Health(False, "no answer")}}, RED, "sms. no answer"),
    "a late queue": (
        {"depths": (QueueDepth("messages", 3, 0, 0, 0, MACHINE - A_WHILE),)},
        RED,
        "3 jobs in the queue “messages”",
    ),
    "jobs given up": ({"depths": (QueueDepth("messages", 0, 0, 0, 2, None),)}, YELLOW, "2 jobs were given up"),
    "lost messages": ({"messages": {"failed": 1, "uncertain": 1}}, YELLOW, "2 messages did not arrive"),
}


@pytest.mark.parametrize("name", WRONG)
def test_it_says_what_is_wrong_and_what_to_do(name):
    changes, level, what = WRONG[name]

    (found,) = list_urgent(seen(**changes))

    assert found.level == level
    assert what in found.what
    assert found.do.endswith((".", ")"))


def test_one_slow_page_at_night_wakes_nobody():
    assert list_urgent(seen(traffic=Stretch(MACHINE, 5, 2, 1, 0, 3000, 3000))) == []


def test_what_cannot_wait_comes_first():
    found = list_urgent(seen(workers=0, messages={"failed": 1, "uncertain": 0}, free=3 * 10**9))

    assert [each.level for each in found] == [RED, YELLOW, YELLOW]


def test_missing_migrations(monkeypatch):
    monkeypatch.setattr(urgent.queries, "list_missing_migrations", lambda: ("casework.0009_more",))

    (found,) = list_urgent(seen())
    assert "casework.0009_more" in found.what and "digigov migrate" in found.do


def test_a_status_page_that_nobody_writes(monkeypatch):
    monkeypatch.setattr(looking, "read", lambda path: None)

    (found,) = list_urgent(seen())
    assert "digigov-watch" in found.do


def test_the_keys_authority_runs_out():
    signatures.hold_ceremony(by=system("test"), at=now())

    assert list_urgent(seen()) == []
    (found,) = list_urgent(seen(at=now() + timedelta(days=10 * 365 - 30)))
    assert "issuing" in found.what and found.level == YELLOW
    (found,) = list_urgent(seen(at=now() + timedelta(days=10 * 365 - 3)))
    assert found.level == RED


class TestDrill:
    def drilled(self, **changes):
        given = {"at": now(), "backup": "b.tar", "made_at": now(), "seconds": 30, "is_well": True, "said": ""}
        return Drilled(**{**given, **changes})

    def test_a_backup_that_cannot_be_restored(self, monkeypatch):
        monkeypatch.setattr(urgent.queries, "find_last_drill", lambda: self.drilled(is_well=False, said="a hash"))

        (found,) = list_urgent(seen())
        assert found.level == RED and "a hash" in found.what

    def test_no_drill_for_days_where_it_matters(self, monkeypatch, settings):
        settings.REHEARSAL = False
        monkeypatch.setattr(urgent.queries, "find_last_drill", lambda: self.drilled(at=now() - timedelta(days=3)))

        (found,) = list_urgent(seen())
        assert "No backup was restored" in found.what

    def test_a_log_that_is_not_handed_over(self, monkeypatch):
        behind = Archive(True, now() - timedelta(hours=1), now(), 90, False)
        monkeypatch.setattr(urgent.queries, "get_archive", lambda: behind)

        (found,) = list_urgent(seen())
        assert found.level == RED and "90 pieces" in found.what


def test_an_audit_trail_that_was_changed(monkeypatch):
    monkeypatch.setattr(urgent, "find_chain_fault", lambda: object())

    (found,) = list_urgent(seen())
    assert found.level == RED and "digigov audit verify" in found.do
