"""
The live process itself, on a database of its own: whatever breaks, everybody gets every message of the log once and in its order, and
nobody gets another's.
"""

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time

import pytest
from django.apps import apps
from django.db import connection

from digigov.kernel.clock import now
from digigov.modules.contact_center import commands
from digigov.modules.contact_center.commands import Arrival
from digigov.modules.contact_center.testing import CHANNEL, GOVERNMENT, make_center
from digigov.sites.live.tests.reading import Reader, status_of
from tests.ports import free_row

Contact, Message = (apps.get_model("contact_center", name) for name in ("Contact", "Message"))

PATIENCE = 30
ALL_DAY = {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "opens": "00:00", "closes": "23:59"}


class Process:
    """One live process, which can be killed and comes back on the same port."""

    def __init__(self, url):
        self.port, self.url, self.process = free_row(), url, None

    def start(self):
        place = {"DJANGO_SETTINGS_MODULE": "digigov.config.settings.test", "DIGIGOV_DATABASE_URL": self.url}
        words = f"-m granian --interface asgi --host 127.0.0.1 --port {self.port} --workers 1 --no-ws digigov.config.live:application"
        self.process = subprocess.Popen(
            [sys.executable, *words.split()], env={**os.environ, **place}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while status_of(self.port, "/live/health/") != 200:
            assert time.monotonic() < until, "the live process did not come up"
            time.sleep(0.1)
        return self

    def kill(self):
        os.killpg(self.process.pid, 9)
        self.process.wait()


@pytest.fixture
def live(fresh_database, django_db_blocker, monkeypatch):
    with django_db_blocker.unblock():
        monkeypatch.setitem(GOVERNMENT["offices"][0], "hours", [ALL_DAY])
        make_center(open_on_holidays=True)
        process = Process(fresh_database).start()
        yield process
        process.kill()
        connection.close()


def begin():
    arrival = Arrival(channel="chat", language="en", topic="other")
    return commands.begin_chat(by=CHANNEL, at=now(), arrival=arrival)


def write(token, text):
    commands.write_in_chat(by=CHANNEL, at=now(), token=token, text=text)


def log_of(number):
    """The messages of the chat that began so many-th, as the database has them."""
    contact = Contact.objects.order_by("entered_at", "id")[number]
    return [
        str(each) for each in Message.objects.filter(contact=contact).order_by("position").values_list("id", flat=True)
    ]


def test_received_is_the_log_however_often_the_link_breaks(live):
    tokens = [begin(), begin()]
    chance = random.Random(7)
    readers = [Reader(live.port, token, breaks=random.Random(seed)).start() for seed, token in enumerate(tokens)]
    for number in range(120):
        write(tokens[number % 2], f"Number {number}")
        time.sleep(chance.random() * 0.02)
    for number, reader in enumerate(readers):
        assert reader.until(60, PATIENCE) == log_of(number)
        assert reader.links > 3  # or nothing was tried


def test_killed_in_the_middle_it_comes_back_and_nothing_is_lost_or_doubled(live):
    token = begin()
    reader = Reader(live.port, token).start()
    for number in range(60):
        write(token, f"Number {number}")
        if number == 20:
            reader.until(10, PATIENCE)
            live.kill()
        if number == 40:
            threading.Thread(target=live.start).start()

    assert reader.until(60, PATIENCE) == log_of(0)
    assert reader.links > 1


def test_the_listening_connection_is_cut_and_everybody_catches_up(live, owner):
    token = begin()
    reader = Reader(live.port, token).start()
    write(token, "Before")
    reader.until(1, PATIENCE)
    cut = owner.execute(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
    ).fetchone()[0]
    write(token, "While nobody listens")
    write(token, "After")

    assert cut == 1
    assert reader.until(3, 8) == log_of(0)  # sooner than the next sign of life
    assert reader.links == 1


def test_a_reader_that_takes_nothing_holds_nobody_up(live):
    token = begin()
    stuck = http.client.HTTPConnection("127.0.0.1", live.port, timeout=PATIENCE)
    stuck.request("GET", "/live/chat/", headers={"X-Chat-Token": token})
    for number in range(150):
        write(token, f"{number} " + "x" * 5000)
    reader = Reader(live.port, token).start()

    assert reader.until(150, PATIENCE) == log_of(0)
    stuck.close()


class TestStrangers:
    def test_without_a_key_with_a_wrong_one_or_without_a_session_nothing_is_heard(self, live):
        begin()
        for path, headers, status in (
            ("/live/chat/", {}, 403), ("/live/chat/", {"X-Chat-Token": "x" * 43}, 403), ("/live/desk/", {}, 401),
            ("/live/desk/", {"Cookie": f"session_8000={'x' * 32}"}, 401), ("/live/", {}, 404), ("/live/chat/../", {}, 404),
        ):  # fmt: skip
            assert status_of(live.port, path, headers) == status

    def test_another_chats_key_hears_its_own_chat_alone(self, live):
        mine, other = begin(), begin()
        write(mine, "Secret")
        write(other, "Other")
        reader = Reader(live.port, other).start()

        assert reader.until(1, PATIENCE) == log_of(1)
        write(mine, "More")
        write(other, "End")
        assert reader.until(2, PATIENCE) == log_of(1)
        assert "Secret" not in json.dumps(reader.events) and "More" not in json.dumps(reader.events)

    def test_one_chat_is_open_in_few_windows(self, live):
        token = begin()
        readers = [Reader(live.port, token).start() for _each in range(4)]
        write(token, "Hello")
        for reader in readers:
            reader.until(1, PATIENCE)

        assert status_of(live.port, "/live/chat/", {"X-Chat-Token": token}) == 429

    def test_its_connections_cannot_write(self, live):
        tried = (
            "import digigov.config.live\n"
            "from django.db import connection\n"
            "connection.cursor().execute('UPDATE contact_center_chat SET seen_at = now()')"
        )
        place = {"DJANGO_SETTINGS_MODULE": "digigov.config.settings.test", "DIGIGOV_DATABASE_URL": live.url}
        said = subprocess.run(
            [sys.executable, "-c", tried], env={**os.environ, **place}, capture_output=True, text=True, check=False
        )

        assert "read-only transaction" in said.stderr
