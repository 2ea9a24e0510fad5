"""When more comes than can be done: a page that says so, at once and without the database, and nothing half done."""

import json

import pytest
from django.conf import settings
from django.test import RequestFactory

from digigov.sites.admission import INSIDE, LOOKING, SENDING, Admission, rank

MAKE = RequestFactory()


class Answer:
    """What a door says to a request. Whatever asks the database fails: only the marked tests may use it."""

    def __init__(self, door, request):
        self.body = b"".join(door(request.environ, self._begin)).decode()

    def _begin(self, status, headers):
        self.status, self.headers = int(status[:3]), dict(headers)


def application(environ, start_response):
    start_response("200 OK", [])
    return [b"served"]


@pytest.fixture
def full(settings):
    """Every turn is taken, and there is no room to wait."""
    settings.DIGIGOV_ADMISSION = {"at_once": 0, "rooms": (0, 0, 0), "patience": 0}
    return Admission(application)


def test_says_so_with_the_status_and_when_to_come_again(full):
    answer = Answer(full, MAKE.get("/services/"))

    assert (answer.status, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "10", "no-store")
    assert "Very many people are here at this moment" in answer.body
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_whoever_sent_a_form_hears_that_nothing_of_it_was_taken_and_how_to_go_on(full):
    page = Answer(full, MAKE.post("/language/", {"language": "en"})).body

    assert "no part of it was saved, handed in or paid" in page
    assert "Back button of your browser" in page
    assert 'href=""' not in page  # the address of a form is not opened again


def test_in_the_language_that_was_chosen_or_that_the_browser_asks_for(full):
    asked = Answer(full, MAKE.get("/", headers={"accept-language": "acf"}))
    cookie = f"{settings.LANGUAGE_COOKIE_NAME}=acf"
    chosen = Answer(full, MAKE.get("/", headers={"accept-language": "en", "cookie": cookie}))

    assert asked.headers["Content-Language"] == chosen.headers["Content-Language"] == "acf"
    assert '<html lang="acf"' in asked.body
    assert {"Accept-Language", "Cookie"} == set(asked.headers["Vary"].split(", "))


def test_a_machine_gets_a_problem_that_it_can_read(full):
    answer = Answer(full, MAKE.post("/exchange/card-webhook/"))

    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert json.loads(answer.body)["code"] == "too-busy"


def test_only_the_head_when_only_that_was_asked_for(full):
    answer = Answer(full, MAKE.head("/"))

    assert (answer.status, answer.body) == (503, "")
    assert int(answer.headers["Content-Length"]) > 0


@pytest.mark.parametrize("path", ["/health/", "/static/ui/digigov.css"])
def test_health_and_files_are_served_all_the_same(full, path):
    assert Answer(full, MAKE.get(path)).body == "served"


def test_a_turn_is_given_back_whatever_came_of_it(settings):
    settings.DIGIGOV_ADMISSION = {"at_once": 1, "rooms": (0, 0, 0), "patience": 0}
    meanwhile = []

    def broken(environ, start_response):
        meanwhile.append(Answer(door, MAKE.get("/")).status if not meanwhile else 0)
        raise RuntimeError("a bug")

    door = Admission(broken)
    with pytest.raises(RuntimeError):
        Answer(door, MAKE.get("/"))

    assert meanwhile == [503]
    assert door.turns.free == 1


def test_tells_operators_when_it_begins_and_how_many_were_turned_away_when_it_is_over(full, caplog):
    for _ in range(3):
        Answer(full, MAKE.get("/"))
    assert full.turned_away == 3

    full.turns.give_back()
    Answer(full, MAKE.get("/"))

    assert full.turned_away == 0
    assert ["too much is asked" in each.message or "turned_away" in each.message for each in caplog.records] == [
        True
    ] * 2


def test_whoever_hands_something_in_goes_first_then_whoever_is_in_the_middle_of_something():
    known = {"cookie": f"{settings.SESSION_COOKIE_NAME}=any"}

    assert rank(MAKE.post("/pay/").environ) == SENDING
    assert rank(MAKE.get("/my/", headers=known).environ) == INSIDE
    assert rank(MAKE.get("/").environ) == LOOKING
    assert SENDING < INSIDE < LOOKING
