"""A kiosk shows eight letters; somebody types them on a telephone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digigov.kernel.errors import NotAllowed, NotFound
from digigov.modules.identity.testing import make_me
from digigov.modules.openid import commands, queries
from digigov.modules.openid.rules import DEVICE_ASKS_EACH
from digigov.modules.openid.testing import AT, Visit, make_client, make_signed_in, posts

pytestmark = pytest.mark.django_db
WAY = "urn:ietf:params:oauth:grant-type:device_code"
PAGE = "http://localhost:8000/openid/device/"


class Kiosk:
    def __init__(self, **client):
        self.visit = Visit(by_device=True, **client)
        self.shown = commands.begin_device(
            at=AT, asked=posts(self.visit.secret, scope="openid profile"), page=PAGE
        ).body
        self.turns = 0

    def decide(self, *, allowed, typed=None, at=AT):
        commands.decide_device(
            by=self.visit.me, at=at, typed=typed or self.shown["user_code"], who=self.visit.who, allowed=allowed
        )

    def ask(self, *, wait=DEVICE_ASKS_EACH):
        self.turns += 1
        asked = posts(self.visit.secret, grant_type=WAY, device_code=self.shown["device_code"])
        return commands.answer_token_request(at=AT + self.turns * wait, asked=asked)


@pytest.fixture
def kiosk():
    return Kiosk()


def test_the_screen_learns_what_to_show(kiosk):
    assert kiosk.shown["verification_uri_complete"] == f"{PAGE}?code={kiosk.shown['user_code']}"
    assert (kiosk.shown["expires_in"], kiosk.shown["interval"]) == (600, 5)


def test_allowed_it_goes_on_once(kiosk):
    assert kiosk.ask().body["error"] == "authorization_pending"
    kiosk.decide(allowed=True, typed=kiosk.shown["user_code"].lower().replace("-", " "))

    tokens = kiosk.ask()

    assert tokens.status == 200
    assert queries.tell_claims(at=AT, access_token=tokens.body["access_token"])["name"] == "Testa Fictional"
    assert queries.read_own_token(tokens.body["id_token"], at=AT)["aud"] == "tax-portal"
    assert kiosk.ask().status == 400


def test_refused_it_hears_so(kiosk):
    kiosk.decide(allowed=False)

    assert kiosk.ask().body["error"] == "access_denied"
    assert kiosk.ask().status == 400


def test_a_screen_that_asks_all_the_time_is_slowed_down(kiosk):
    answers = [kiosk.ask(wait=timedelta(seconds=1)).body["error"] for _each in range(3)]

    assert answers == ["authorization_pending", "slow_down", "slow_down"]


def test_after_ten_minutes_the_letters_are_void(kiosk):
    late = AT + timedelta(minutes=11)

    with pytest.raises(commands.DeviceUnknown):
        kiosk.decide(allowed=True, at=late)
    with pytest.raises(NotFound):
        queries.get_device_wish(at=late, typed=kiosk.shown["user_code"])
    asked = posts(kiosk.visit.secret, grant_type=WAY, device_code=kiosk.shown["device_code"])
    assert commands.answer_token_request(at=late, asked=asked).body["error"] == "expired_token"


def test_letters_are_decided_once(kiosk):
    kiosk.decide(allowed=False)

    with pytest.raises(commands.DeviceUnknown):
        kiosk.decide(allowed=True)


def test_nobody_decides_for_another(kiosk):
    other = make_me()

    with pytest.raises(NotAllowed):
        commands.decide_device(by=other, at=AT, typed=kiosk.shown["user_code"], who=kiosk.visit.who, allowed=True)


def test_another_client_cannot_take_the_answer(kiosk):
    kiosk.decide(allowed=True)
    other = make_client(id="health-portal", by_device=True)
    asked = posts(kiosk.visit.secret, grant_type=WAY, device_code=kiosk.shown["device_code"])

    stolen = commands.answer_token_request(
        at=AT, asked=replace(asked, headers=posts(other, client_id="health-portal").headers)
    )

    assert stolen.status == 400
    assert kiosk.ask().status == 200


def test_only_a_client_that_is_registered_for_it_may():
    visit = Visit()

    assert commands.begin_device(at=AT, asked=posts(visit.secret, scope="openid"), page=PAGE).body == {
        "error": "unauthorized_client"
    }


def test_a_client_must_show_who_it_is():
    Visit(by_device=True)

    assert commands.begin_device(at=AT, asked=posts("wrong", scope="openid"), page=PAGE).status == 401


def test_the_page_shows_who_asks(kiosk):
    wish = queries.get_device_wish(at=AT, typed=kiosk.shown["user_code"])

    assert (wish.client_name, wish.scopes) == ("Tax portal", ("openid", "profile"))
    assert make_signed_in(kiosk.visit.me).acr == "ial0-aal1"
