"""A sign-in on another browser is told; the link in the message holds the account."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from digigov.modules.identity.testing import PASSWORD, load_messages, make_account, messages_to
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.parties.testing import make_person
from digigov.sites.account import sign_in

pytestmark = pytest.mark.django_db
MAIL = "me@example.org"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"
LINK = re.compile(r"/account/not-me/[\w-]+/")


@pytest.fixture(autouse=True)
def account():
    load_messages()
    make_organizations()
    return make_account(party_id=make_person(email=MAIL))


def accounts():
    return apps.get_model("identity", "Account").objects


def enter(client):
    return client.post("/account/sign-in/", {"address": MAIL, "password": PASSWORD}, headers={"user-agent": ANDROID})


def test_one_warning_for_each_browser():
    here = Client()
    assert enter(here).status_code == 302
    here.post("/account/sign-out/")
    enter(here)

    assert len(messages_to(MAIL)) == 1
    assert "Chrome on Android" in messages_to(MAIL)[0]
    enter(Client())
    assert len(messages_to(MAIL)) == 2


def test_the_cookie_is_random_lasts_and_is_for_no_script():
    here = Client()
    here.get("/account/sign-in/")
    assert settings.BROWSER_COOKIE_NAME not in here.cookies  # nobody is marked before they sign in

    enter(here)

    cookie = here.cookies[settings.BROWSER_COOKIE_NAME]
    assert len(cookie.value) == 43
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 400 * 24 * 3600


def test_a_cookie_of_another_shape_is_replaced():
    here = Client()
    here.cookies[settings.BROWSER_COOKIE_NAME] = "x' OR 1=1 --"

    enter(here)

    assert len(here.cookies[settings.BROWSER_COOKIE_NAME].value) == 43


def test_the_link_asks_first_and_then_holds_the_account(account):
    here = Client()
    enter(here)
    link, stranger = LINK.search(messages_to(MAIL)[0])[0], Client()

    assert "It was not me: hold my account" in stranger.get(link).content.decode()
    assert accounts().get(id=account).held_at is None
    assert "Your account is held" in stranger.post(link).content.decode()

    assert here.get("/account/security/").status_code in (302, 403)
    refused = enter(Client())
    assert refused.status_code == 422
    assert "This account is held" in refused.content.decode()
    assert stranger.post(link).status_code == 404


def test_a_second_factor_typed_after_the_hold_opens_nothing(account):
    """The password was shown before the owner followed the link, the digits come after it."""
    from_before = Client()
    session = from_before.session
    session["sign_in"] = {"account": str(account), "at": "2999-01-01T00:00:00+00:00", "next": "/account/"}
    session.save()
    accounts().filter(id=account).update(held_at="2026-06-01T00:00Z")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sign_in.commands, "use_second_factor", lambda **_asked: True)
        answer = from_before.post("/account/second-factor/", {"code": "000000"})

    assert answer.status_code == 403
    assert from_before.get("/account/security/").status_code in (302, 403)
