"""The session engine: a database that falls is not a session that somebody ended."""

import psycopg
import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError

from digigov.modules.identity.models import Session
from digigov.modules.identity.sessions import SessionStore

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
