"""Each request is counted once, by its route; what the database did not take is kept."""

import pytest
from django.db import OperationalError

from digigov.modules.operations import queries
from digigov.sites import traffic
from digigov.sites.traffic import ROUTE, Tally, Traffic, method_of


@pytest.fixture
def counted(monkeypatch):
    """An application that answers as told; no thread writes."""
    monkeypatch.setattr(Traffic, "_start", lambda self: object())

    def application(environ, start_response):
        if environ["PATH_INFO"] == "/bug/":
            raise RuntimeError
        environ[ROUTE] = "verify/<str:number>/"
        start_response("200 OK", [])
        return [b""]

    return Traffic(application)


def ask(application, path, method="GET"):
    return application({"PATH_INFO": path, "REQUEST_METHOD": method}, lambda status, headers: None)


@pytest.mark.django_db
def test_by_route_and_never_by_address(counted):
    ask(counted, "/verify/D26-0000003-8/")
    ask(counted, "/health/live/")
    ask(counted, "/static/ui/digigov.css")
    with pytest.raises(RuntimeError):
        ask(counted, "/bug/", "BREW")

    counted.tally.write_down("test")

    assert [(k.route, k.method, k.status) for k in queries.list_kinds()] == [
        ("none", "other", 500),
        ("verify/<str:number>/", "GET", 200),
    ]


@pytest.mark.django_db
def test_while_the_database_is_away_nothing_is_forgotten(monkeypatch):
    tally, real = Tally(), traffic.note_traffic
    tally.add(route="a/", method="GET", status=200, seconds=0.01)
    monkeypatch.setattr(traffic, "note_traffic", _away)
    with pytest.raises(OperationalError):
        tally.write_down("test")
    tally.add(route="a/", method="GET", status=200, seconds=0.01)

    monkeypatch.setattr(traffic, "note_traffic", real)
    tally.write_down("test")
    tally.write_down("test")

    (kind,) = queries.list_kinds()
    assert kind.requests == 2


def _away(**given):
    raise OperationalError


def test_methods_are_those_there_are():
    assert method_of({"REQUEST_METHOD": "GET"}) == "GET"
    assert method_of({"REQUEST_METHOD": "X" * 900}) == "other"
