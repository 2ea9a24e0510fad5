"""What must answer when little works: alive, ready, figures for a monitor, the status page."""

import errno
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import Error
from django.test import Client

from digigov.kernel.clock import machine_now
from digigov.modules.catalog.testing import make_service
from digigov.modules.operations import commands
from digigov.sites import health
from digigov.sites.status import looking, page
from digigov.sites.status.looking import Incident, Part, State

SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [-+0-9.e]+')


@pytest.fixture(autouse=True)
def _nothing_seen(monkeypatch):
    monkeypatch.setattr(health, "_seen_whole", set())


@pytest.fixture
def status_folder(settings, tmp_path):
    settings.DIGIGOV_STATUS = tmp_path / "status"
    return settings.DIGIGOV_STATUS


def test_alive_asks_nobody():
    answer = Client().get("/health/live/?q=\0", headers={"host": "somewhere.else"})

    assert answer.content == b"ok"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
class TestReady:
    def test_all_is_there(self):
        make_service("a-service")

        assert Client().get("/health/ready/").status_code == 200

    def test_without_a_pack(self):
        answer = Client().get("/health/ready/")

        assert (answer.status_code, answer.content) == (503, b"No country pack is loaded.")

    def test_without_a_table(self, monkeypatch):
        monkeypatch.setattr(health, "list_missing_migrations", lambda: ("casework.0009_more",))

        assert Client().get("/health/ready/").content == b"Migrations are missing."

    def test_without_a_database(self, monkeypatch):
        monkeypatch.setattr(health, "database_answers", lambda: False)

        assert Client().get("/health/ready/").content == b"The database does not answer."


@pytest.mark.django_db
class TestMetrics:
    def test_every_line_is_one_that_prometheus_reads(self):
        make_service("a-service")
        heap = commands.Counted()
        heap.add(status=200, seconds=0.02)
        commands.note_traffic(process="a", minutes={machine_now(): heap}, kinds={("desk/", "GET", 200): heap})

        lines = Client().get("/metrics/").content.decode().splitlines()

        assert [line for line in lines if not line.startswith("# ") and not SAMPLE.fullmatch(line)] == []
        assert "digigov_ready 1" in lines
        assert 'digigov_requests_total{route="desk/",method="GET",status="200"} 1.0' in lines
        assert 'digigov_request_seconds_bucket{route="desk/",le="0.025"} 1' in lines
        assert 'digigov_request_seconds_bucket{route="desk/",le="+Inf"} 1' in lines

    def test_nothing_for_who_comes_through_a_proxy_or_from_elsewhere(self, settings):
        assert Client().get("/metrics/", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 404
        assert Client(REMOTE_ADDR="192.0.2.7").get("/metrics/").status_code == 404
        assert Client(REMOTE_ADDR="192.0.2.7").get("/metrics/", headers={"authorization": "Bearer "}).status_code == 404

    def test_the_token_opens_it(self, settings):
        settings.DIGIGOV_METRICS_TOKEN = "a long enough token"
        from_elsewhere = Client(REMOTE_ADDR="192.0.2.7")

        assert (
            from_elsewhere.get("/metrics/", headers={"authorization": "Bearer a long enough token"}).status_code == 200
        )
        assert from_elsewhere.get("/metrics/", headers={"authorization": "Bearer another"}).status_code == 404

    def test_without_a_database_it_says_so(self, monkeypatch):
        monkeypatch.setattr(health, "database_answers", lambda: False)

        assert Client().get("/metrics/").content.decode().splitlines()[-1] == "digigov_ready 0"


class TestStatusPage:
    AT = machine_now()

    def look(self, monkeypatch, *, broken=(), incidents=()):
        parts = tuple(Part(name, name not in broken, self.AT) for name in looking.PARTS)
        monkeypatch.setattr(looking, "look", lambda before: State(self.AT, parts, tuple(incidents)))
        return page.look_and_write()

    def test_it_needs_no_database(self, monkeypatch, status_folder):
        self.look(monkeypatch)
        client = Client()
        client.cookies["session_8000"] = "somebody"

        answer = client.get("/status/", headers={"host": "services.example.org"})

        assert answer.status_code == 200
        assert "Everything works." in answer.content.decode()
        assert 'href="#main-content"' in answer.content.decode().partition("<header")[0], (
            "the first link leads past the head"
        )
        assert "script" not in answer.content.decode()
        assert "sha256-" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]

    def test_in_each_language_and_what_to_do_instead(self, monkeypatch, status_folder):
        told = Incident({"en": "Cards rest.", "acf": "Kat ka pozé."}, self.AT, None)
        self.look(monkeypatch, broken=[looking.CARDS], incidents=[told])

        english = Client().get("/status/?language=en").content.decode()
        kweyol = Client().get("/status/?language=acf").content.decode()

        assert "Something does not work at this moment." in english
        assert "Cards rest." in english and "tel:311" in english and "counter" in english
        assert 'lang="acf"' in kweyol and "Kat ka pozé." in kweyol

    def test_an_old_page_says_that_it_is_old(self, monkeypatch, status_folder):
        self.look(monkeypatch)
        monkeypatch.setattr(page, "machine_now", lambda: machine_now() + timedelta(minutes=3))

        assert "may no longer hold" in Client().get("/status/?language=en").content.decode()

    def test_on_a_full_disk_it_does_not_go_on_saying_that_all_works(self, monkeypatch, status_folder):
        self.look(monkeypatch)
        monkeypatch.setattr(Path, "replace", _full)
        self.look(monkeypatch, broken=looking.PARTS)

        said = Client().get("/status/?language=en").content.decode()
        assert "does not work at this moment" in said and said.endswith("</html>")
        assert not looking.read(status_folder / page.FILE).works
        assert len(list(status_folder.iterdir())) == len(list(status_folder.glob("[!.]*"))), "nothing half lies about"

        self.look(monkeypatch)
        assert "Everything works." in Client().get("/status/?language=en").content.decode()

    def test_what_has_no_room_on_a_full_disk_leaves_the_page_whole(self, monkeypatch, status_folder):
        self.look(monkeypatch)
        monkeypatch.setattr(Path, "replace", _full)

        with pytest.raises(OSError, match="No space left"):
            self.look(monkeypatch, incidents=[Incident({"en": "Cards rest. " * 2000}, self.AT, None)])

        assert Client().get("/status/?language=en").content.decode().endswith("</html>")

    def test_before_the_first_look(self, status_folder):
        answer = Client().get("/status/?language=en").content.decode()

        assert "We cannot tell at this moment." in answer and "tel:311" in answer


class TestLook:
    @pytest.fixture(autouse=True)
    def _seen(self, monkeypatch):
        self.well = {"web": True, "card-gateway": True, "registers": True, "email": True, "sms": True}
        monkeypatch.setattr(looking, "web_is_ready", lambda: self.well["web"])
        monkeypatch.setattr(looking, "is_well", lambda slot: self.well[slot])
        monkeypatch.setattr(looking, "work_goes_on", lambda at: True)
        monkeypatch.setattr(looking, "incidents_or", lambda known: known)

    def test_since_when_is_kept_until_it_changes(self, monkeypatch):
        first = looking.look(before=None)
        self.well["card-gateway"] = False
        second = looking.look(before=first)
        third = looking.look(before=looking.State(second.at, second.parts, ()))

        cards = [next(part for part in each.parts if part.name == looking.CARDS) for each in (first, second, third)]
        assert [part.works for part in cards] == [True, False, False]
        assert cards[1].since == cards[2].since == second.at
        assert not third.works

    def test_without_the_web_nothing_rests_on_it_works(self):
        self.well["web"] = False

        found = {part.name: part.works for part in looking.look(before=None).parts}

        assert found[looking.WEB] is found[looking.WORK] is found[looking.MESSAGES] is False

    def test_what_was_told_stays_while_the_database_is_away(self, monkeypatch, tmp_path):
        told = (Incident({"en": "Cards rest."}, machine_now(), None),)
        monkeypatch.undo()
        monkeypatch.setattr(looking.operations, "list_incidents", _away)

        assert looking.incidents_or(told) == told


def _full(*given):
    raise OSError(errno.ENOSPC, "No space left on device")


def _away(**given):
    raise Error
