"""What a job asks for in its turn belongs to the transaction of its own work, as everywhere."""

from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from digigov.kernel import events
from digigov.kernel.events import Event, publish
from digigov.kernel.queue import later


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun(Event):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed(Event):
    pass


@pytest.fixture
def worker(fresh_database, monkeypatch):
    """Have a worker do one job, whose work is the given function; what jobs there are afterwards."""

    def work(function):
        monkeypatch.setitem(events._events, events.name_of(Begun), Begun)
        monkeypatch.setitem(events._events, events.name_of(Followed), Followed)
        monkeypatch.setitem(events._functions, "first", function)
        monkeypatch.setitem(events._functions, "second", lambda event: None)
        monkeypatch.setitem(events._functions, "third", lambda event: None)
        monkeypatch.setitem(events._subscribers, Followed, ["second"])
        later("deliver_event", event=events.name_of(Begun), to="first", body={})
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(queues=["events"], wait=False, listen_notify=False, install_signal_handlers=False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT args->>'to' FROM procrastinate_jobs WHERE task_name = 'deliver_event' ORDER BY id")
            return [name for (name,) in cursor.fetchall()]

    return work


def both(event):
    publish(Followed())
    later("deliver_event", event=events.name_of(Followed), to="third", body={})


def test_it_is_there_when_the_work_is_done(worker):
    assert worker(transaction.atomic(both)) == ["first", "second", "third"]


def test_it_goes_when_the_work_is_undone(worker):
    @transaction.atomic
    def fail(event):
        both(event)
        raise RuntimeError("the database fell")

    assert worker(fail) == ["first"]
