"""What is wrong stands first, with what to do about it; each thing is set off here, and none of them when all is well."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digigov.kernel.actor import system
from digigov.kernel.adapters import Health
from digigov.kernel.clock import machine_now, now
from digigov.kernel.paging import PageOf
from digigov.modules.operations.queries import Archive, BackedUp, Database, Drilled, Looked, QueueDepth, Stretch
from digigov.modules.registries.queries import Overdue
from digigov.modules.signatures import commands as signatures
from digigov.sites.desk import urgent
from digigov.sites.desk.disk import Disk, look_at_disk
from digigov.sites.desk.urgent import RED, YELLOW, Seen, list_urgent
from digigov.sites.status.certificate import Certificate
from digigov.sites.status.looking import State

pytestmark = pytest.mark.django_db
A_WHILE = timedelta(minutes=12)


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
        disk=Disk(50 * 10**9, 100 * 10**9, 1, 10**9, ()),
        trail=Looked(machine, True, ""),
        backup=BackedUp("b.tar.age", "/backups", now(), 10**9, 60, True),
        outside=State(machine, (), (), Certificate(machine + timedelta(days=60), "")),
    )
    return replace(well, **changes)


def test_when_all_is_well_there_is_nothing_to_do():
    assert list_urgent(seen()) == []


def wrong():
    """What is wrong, by name, as it is at this moment: a run of all tests takes longer than any of it may be old."""
    machine = machine_now()
    return {
        "a full disk": ({"disk": Disk(10**8, 10**10, 1, 10**9, ())}, RED, "Only 100 of 10,000 MB are free"),
        "a filling disk": (
            {"disk": Disk(3 * 10**9, 10**11, 1, 10**9, ())},
            YELLOW,
            "Only 3,000 of 100,000 MB are free",
        ),
        "a trail that was changed": (
            {"trail": Looked(machine, False, "block 3: removed")},
            RED,
            "changed from outside (block 3: removed)",
        ),
        "a trail that nobody looks at": (
            {"trail": Looked(machine - timedelta(hours=1), True, "")},
            YELLOW,
            "Nobody has looked whether the audit trail",
        ),
        "a refused certificate": (
            {"outside": State(machine, (), (), Certificate(None, "certificate has expired"))},
            RED,
            "certificate has expired",
        ),
        "a certificate that runs out": (
            {"outside": State(machine, (), (), Certificate(machine + timedelta(days=4), ""))},
            RED,
            "TLS certificate runs out",
        ),
        "a certificate that was not renewed": (
            {"outside": State(machine, (), (), Certificate(machine + timedelta(days=20), ""))},
            YELLOW,
            "TLS certificate runs out",
        ),
        "a status page that nobody writes": ({"outside": None}, YELLOW, "is not being written"),
        "a status page of before": ({"outside": State(machine - A_WHILE, (), ())}, YELLOW, "is not being written"),
        "no worker": ({"workers": 0}, RED, "No worker gives a sign of life"),
        "few connections": ({"database": Database(10**9, 80, 100)}, RED, "80 of the 100 connections"),
        "errors": ({"traffic": Stretch(machine, 5, 2000, 3, 0, 20, 90)}, RED, "3 of 2000 requests"),
        "very slow": ({"traffic": Stretch(machine, 5, 2000, 0, 0, 20, 1200)}, RED, "longer than 1200 ms"),
        "slow": ({"traffic": Stretch(machine, 5, 2000, 0, 0, 20, 700)}, YELLOW, "longer than 700 ms"),
        "too many people": ({"traffic": Stretch(machine, 5, 2000, 0, 40, 20, 90)}, YELLOW, "40 requests"),
        "a part that is down": ({"parts": {"sms": Health(False, "no answer")}}, RED, "refuses: sms (no answer)."),
        "a part of ours": ({"parts": {"key-store": Health(False, "no keys.")}}, RED, "machine: key-store (no keys)."),
        "a late queue": (
            {"depths": (QueueDepth("messages", 3, 0, 0, 0, machine - A_WHILE),)},
            RED,
            "3 jobs in the queue “messages”",
        ),
        "jobs given up": ({"depths": (QueueDepth("messages", 0, 0, 0, 2, None),)}, YELLOW, "2 jobs were given up"),
        "lost messages": ({"messages": {"failed": 1, "uncertain": 1}}, YELLOW, "2 messages did not arrive"),
    }


@pytest.mark.parametrize("name", wrong())
def test_it_says_what_is_wrong_and_what_to_do(name):
    changes, level, what = wrong()[name]

    (found,) = list_urgent(seen(**changes))

    assert found.level == level
    assert what in found.what
    assert found.do.endswith((".", ")"))


def test_one_slow_page_at_night_wakes_nobody():
    assert list_urgent(seen(traffic=Stretch(machine_now(), 5, 2, 1, 0, 3000, 3000))) == []


def test_what_cannot_wait_comes_first():
    found = list_urgent(
        seen(workers=0, messages={"failed": 1, "uncertain": 0}, disk=Disk(3 * 10**9, 10**11, 1, 10**9, ()))
    )

    assert [each.level for each in found] == [RED, YELLOW, YELLOW]


def test_missing_migrations(monkeypatch):
    monkeypatch.setattr(urgent.queries, "list_missing_migrations", lambda: ("casework.0009_more",))

    (found,) = list_urgent(seen())
    assert "casework.0009_more" in found.what and "digigov migrate" in found.do


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


class TestBackup:
    @pytest.fixture(autouse=True)
    def _it_matters(self, settings, monkeypatch):
        settings.REHEARSAL = False
        well = Drilled(now(), "b.tar.age", now(), 30, True, "")
        monkeypatch.setattr(urgent.queries, "find_last_drill", lambda: well)

    def written(self, **changes):
        return replace(BackedUp("b.tar.age", "/backups", now(), 10**9, 60, True), **changes)

    def test_one_of_last_night_is_well(self):
        assert list_urgent(seen(backup=self.written(made_at=now() - timedelta(hours=23)))) == []

    @pytest.mark.parametrize(
        ("changes", "level", "what"),
        [
            ({"made_at": now() - timedelta(hours=30)}, RED, "The newest backup is of"),
            ({"is_sealed": False}, YELLOW, "not encrypted"),
        ],
        ids=["old", "open"],
    )
    def test_one_that_is_not_well(self, changes, level, what):
        (found,) = list_urgent(seen(backup=self.written(**changes)))
        assert found.level == level and what in found.what

    def test_none(self):
        (found,) = list_urgent(seen(backup=None))
        assert found.level == YELLOW and "systemctl start digigov-backup" in found.do


class TestDisk:
    def test_it_names_what_may_go(self, settings, tmp_path):
        settings.VAR, settings.DIGIGOV_BACKUPS = tmp_path, tmp_path / "backups"
        settings.DIGIGOV_BACKUPS.mkdir()
        for name in ("digigov-1.tar", "digigov-2.tar", "something else"):
            (settings.DIGIGOV_BACKUPS / name).write_bytes(b"x" * 2_000_000)
        (tmp_path / ".drill-now").mkdir()

        running = look_at_disk(machine=machine_now())
        killed = look_at_disk(machine=machine_now() + timedelta(days=2))
        (found,) = list_urgent(seen(disk=replace(killed, free=10**8)))

        assert running.left == ()
        assert killed.left == (str(tmp_path / ".drill-now"),)
        assert f"2 backups take 4 MB in {tmp_path}/backups" in found.do
        assert str(tmp_path / ".drill-now") in found.do

    def test_backups_that_lie_elsewhere_take_nothing_here(self, settings, tmp_path):
        settings.VAR, settings.DIGIGOV_BACKUPS = tmp_path, "s3://bucket/prefix"

        assert look_at_disk(machine=machine_now()).backups == 0


@pytest.mark.parametrize(
    ("overdue", "level", "said"),
    [
        (Overdue(2, 1, is_nobodys=False), YELLOW, "2 registers opened in an emergency were not looked at again in time. The oldest is 1 day"),
        (Overdue(1, 3, is_nobodys=False), RED, "1 register opened in an emergency was not looked at again in time. The oldest is 3 days"),
        (Overdue(0, 0, is_nobodys=True), RED, "nobody may look at it again"),
    ],
)  # fmt: skip
def test_emergencies_that_nobody_looks_at_again_stand_out(monkeypatch, overdue, level, said):
    monkeypatch.setattr(urgent, "overdue_reviews", lambda at: overdue)
    (found,) = list_urgent(seen())
    assert found.level == level and said in found.what
