import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from digigov.kernel.actor import ANONYMOUS, Actor
from digigov.kernel.ids import new_id
from digigov.sites import limits
from digigov.sites.limits import LIMITS, Limit, LimitReached, client_address, count, limited

WORKER = """
import django, json, sys
django.setup()
from types import SimpleNamespace
from datetime import datetime, UTC
from digigov.sites import limits
limits.now = lambda: datetime(2026, 6, 1, 12, tzinfo=UTC)
allowed = 0
for n in range(40):
    try:
        limits.count(SimpleNamespace(META={"REMOTE_ADDR": "192.0.2.1"}), "sign-in", subject="somebody")
        allowed += 1
    except limits.LimitReached:
        pass
print(json.dumps(allowed))
"""


def request(address="192.0.2.1", forwarded=None, actor=ANONYMOUS):
    meta = {"REMOTE_ADDR": address, **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})}
    made = RequestFactory().post("/", **meta)
    made.actor = actor
    return made


@pytest.fixture
def table(monkeypatch):
    monkeypatch.setattr(
        limits,
        "LIMITS",
        (Limit("knock", "address", 3, 60), Limit("knock", "account", 2, 60), Limit("ring", "subject", 1, 60)),
    )


def test_two_worker_processes_agree_on_every_attempt(fresh_database):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "digigov.config.settings.test",
        "DIGIGOV_DATABASE_URL": fresh_database,
    }
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE, env=environment) for _each in range(2)
    ]

    allowed = sum(json.loads(worker.communicate(timeout=60)[0]) for worker in workers)

    assert allowed == next(limit.most for limit in LIMITS if limit.name == "sign-in" and limit.per == "subject")


@pytest.mark.django_db
class TestCount:
    def test_refuses_one_address_and_lets_another_in(self, table):
        for _each in range(3):
            count(request(), "knock")

        with pytest.raises(LimitReached) as refusal:
            count(request(), "knock")
        count(request("192.0.2.2"), "knock")

        assert 1 <= int(refusal.value.headers["Retry-After"]) <= 60

    def test_an_account_is_counted_wherever_it_comes_from(self, table):
        me = Actor(kind="citizen", account_id=new_id(), party_id=new_id())
        count(request("192.0.2.1", actor=me), "knock")
        count(request("192.0.2.2", actor=me), "knock")

        with pytest.raises(LimitReached):
            count(request("192.0.2.3", actor=me), "knock")

    def test_what_is_tried_is_counted_whoever_tries(self, table):
        count(request("192.0.2.1"), "ring", subject="bell")
        count(request("192.0.2.1"), "ring", subject="other bell")

        with pytest.raises(LimitReached):
            count(request("192.0.2.2"), "ring", subject="bell")

    def test_a_refusal_is_a_page_with_a_time_to_wait(self, client):
        for _each in range(20):
            answer = client.post("/account/sign-in/", {"address": "nobody@example.org", "password": "x"})
            if answer.status_code == 429:
                break

        assert answer.status_code == 429
        assert int(answer["Retry-After"]) > 0
        assert "Wait" in answer.content.decode()


@pytest.mark.django_db
def test_a_view_counts_only_the_methods_it_names(table):
    view = limited("knock")(lambda _request: HttpResponse())
    read = request()
    read.method = "GET"

    for _each in range(9):
        view(read)
    for _each in range(3):
        view(request())
    with pytest.raises(LimitReached):
        view(request())


def test_a_view_cannot_name_a_limit_that_is_not_in_the_table():
    with pytest.raises(LookupError):
        limited("nonsense")


class TestClientAddress:
    def test_what_a_browser_claims_is_not_believed(self):
        assert client_address(request(forwarded="198.51.100.7")) == "192.0.2.1"

    def test_as_many_proxies_are_believed_as_we_have(self, settings):
        settings.DIGIGOV_PROXIES = 1
        assert client_address(request(forwarded="203.0.113.9, 198.51.100.7")) == "198.51.100.7"
        settings.DIGIGOV_PROXIES = 3
        assert client_address(request(forwarded="203.0.113.9, 198.51.100.7")) == "192.0.2.1"

    def test_a_household_of_ipv6_is_one(self):
        assert client_address(request("2001:db8:1:2:3::4")) == client_address(request("2001:db8:1:2:ffff::1"))

    def test_nonsense_is_short(self):
        assert len(client_address(SimpleNamespace(META={"REMOTE_ADDR": "x" * 999}))) <= 64


def test_limits_hold_as_written():
    assert settings.DIGIGOV_LIMITS_TIMES == 1
