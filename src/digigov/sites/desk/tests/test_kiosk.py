"""A screen becomes a kiosk, a person enters what they have, an officer takes it over; and what a visit there leaves behind."""

import re

import pytest
from django.conf import settings
from django.test import Client

from digigov.modules.assurance.testing import NUMBER, make_known, make_plan, typed
from digigov.modules.identity.testing import PASSWORD, load_messages, make_account, messages_to, sign_in
from digigov.modules.organizations.testing import make_holder, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
PLACE, MAIL = "treasury-kiosk", "me@example.org"


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_organizations()
    make_plan()
    make_known(expires_on="2100-01-01")


def officer(unit="treasury", role="cashier"):
    client = Client()
    sign_in(
        client, make_account(party_id=make_holder(party_id=make_person(), unit=unit, role=role)), second_factor=True
    )
    return client


@pytest.fixture
def screen():
    """A browser that an officer has made a kiosk."""
    client = officer()
    assert client.post("/desk/kiosk/", {"place": PLACE}).url == "/kiosk/"
    return client


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def number_on(screen):
    return re.search(r"\b(\d{3}) (\d{3})\b", text_of(screen.post("/kiosk/", typed())))


def test_the_officer_is_signed_out_where_a_kiosk_begins(screen):
    assert "Kiosk of the Treasury" in text_of(screen.get("/kiosk/"))
    assert screen.get("/desk/counter/").status_code == 302


def test_no_other_screen_is_a_kiosk():
    here = Client()
    assert here.get("/kiosk/").status_code == 404
    here.cookies[settings.KIOSK_COOKIE_NAME] = f"{PLACE}:1tFake:signature"
    assert here.get("/kiosk/").status_code == 404
    assert (
        officer(unit="police-records", role="records-clerk").post("/desk/kiosk/", {"place": PLACE}).status_code == 403
    )


def test_what_was_entered_stands_in_the_officers_boxes_and_the_place_on_the_second_ones_page(screen):
    number, testa = number_on(screen), make_person(given_names="Testa", family_name="Fictional")
    first, here = officer(), f"/desk/counter/people/{testa}/identity/"
    shown = first.get(here, {"kiosk": number[0]})
    assert "Entered by the person at a kiosk: Kiosk of the Treasury" in text_of(shown)
    assert f'value="{NUMBER}"' in shown.content.decode()
    assert first.get(here, {"kiosk": "000000"}).status_code == 404

    assert first.post(here, typed(way="papers", seen="same", kiosk=number[0].replace(" ", ""))).status_code == 302
    second = officer()
    waiting = re.search(r'href="(/desk/identity/[0-9a-f-]{36}/)"', second.get("/desk/identity/").content.decode())[1]
    assert "Kiosk of the Treasury" in text_of(second.get(waiting))


def test_the_number_shows_nothing_else_and_the_browser_forgets(screen):
    answer = screen.post("/kiosk/", typed())
    assert NUMBER not in answer.content.decode()
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in answer["Cache-Control"]
    assert screen.post("/kiosk/", typed(paper="")).status_code == 422


def test_a_visit_at_a_kiosk_is_short_never_known_and_over_with_the_next_one(screen):
    make_account(party_id=make_person(email=MAIL))
    for count in (1, 2):  # of warnings: this browser is never known
        screen.post("/account/sign-in/", {"address": MAIL, "password": PASSWORD})
        assert screen.session.get_expiry_age() <= 300
        assert settings.BROWSER_COOKIE_NAME not in screen.cookies
        assert len(messages_to(MAIL)) == count
        screen.get("/kiosk/")  # whoever forgot to sign out
        assert screen.get("/account/security/").status_code == 302


def test_an_officer_takes_it_back(screen):
    sign_in(
        screen,
        make_account(party_id=make_holder(party_id=make_person(), unit="treasury", role="cashier")),
        second_factor=True,
    )
    assert "This screen is a kiosk: Kiosk of the Treasury" in text_of(screen.get("/desk/kiosk/"))
    assert "This screen is a kiosk" not in text_of(officer().get("/desk/kiosk/"))
    screen.post("/desk/kiosk/")
    assert screen.get("/kiosk/").status_code == 404
