"""The session engine: a database that falls is not a session that somebody ended."""

from datetime import timedelta

import psycopg
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError
from django.utils import timezone

from digigov.modules.identity import sessions
from digigov.modules.identity.models import Session
from digigov.modules.identity.sessions import IDLE, OPENED, USED, SessionStore, facts_of_use
from digigov.modules.identity.testing import make_account, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def store():
    store = SessionStore()
    store["what"] = "ever"
    store.create()
    return store


def test_a_database_that_falls_while_saving_is_our_fault_and_not_the_visitors(store, monkeypatch):
    def falls(*_, **__):
        raise OperationalError("server closed the connection unexpectedly") from psycopg.OperationalError()

    monkeypatch.setattr(Session, "save", falls)
    with pytest.raises(OperationalError):
        store.save()


def test_a_session_that_was_ended_meanwhile_is_not_brought_back(store):
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


class Clock:
    """The machine's own, moved by a test."""

    def __init__(self, monkeypatch):
        self.at = timezone.now().replace(microsecond=0)
        monkeypatch.setattr(timezone, "now", lambda: self.at)

    def passes(self, **time):
        self.at += timedelta(**time)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def is_in(client):
    return client.get("/account/").status_code == 200


class TestTimesOut:
    def test_an_hour_after_it_was_last_used(self, client, clock):
        sign_in(client, make_account())
        assert is_in(client)

        clock.passes(minutes=61)

        assert not is_in(client)

    def test_not_while_it_is_used(self, client, clock):
        sign_in(client, make_account())
        for _each in range(6):
            assert is_in(client)
            clock.passes(minutes=50)

        assert is_in(client)

    def test_twelve_hours_after_signing_in_however_much_it_is_used(self, client, clock):
        sign_in(client, make_account())
        for _each in range(15):
            assert is_in(client)
            clock.passes(minutes=49)

        assert not is_in(client)

    def test_of_nobody_signed_in_lasts_as_long_as_what_was_begun_without_an_account(self, store):
        row = Session.objects.get(session_key=store.session_key)

        assert row.expire_date > timezone.now() + IDLE


def test_use_is_written_down_every_five_minutes_and_no_oftener(clock):
    session = {}
    session.update(facts_of_use(session))

    clock.passes(minutes=4)
    assert facts_of_use(session) == {}
    clock.passes(minutes=2)
    assert set(facts_of_use(session)) == {USED}
    assert session[OPENED] < sessions.timezone.now().timestamp()
