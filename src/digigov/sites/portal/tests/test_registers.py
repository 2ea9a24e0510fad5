"""Filling in with registers at hand: prefilled answers, disputes, numbers to confirm, and bad days."""

import re
from uuid import UUID

import pytest
from django.test import Client

from digigov.kernel.actor import Actor
from digigov.modules.applications import queries
from digigov.modules.applications.queries import Holder
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.parties.testing import make_person
from digigov.modules.registries.testing import make_row, registers_down

pytestmark = pytest.mark.django_db

YOU = {"national_id": ["9100001"]}


@pytest.fixture
def page(client):
    """Fill in a page of a shop licence as somebody whom the register knows."""
    load_tiny()
    row = {"full_name": {"given": "Ana", "family": "Mangrove"}, "born_on": "1980-05-06"}
    make_row("people", "9100001", row)
    make_row("shops", "S0001", {"shop_name": "The Corner"}, under="shop-number")
    party_id = make_person(national_id="9100001")
    account = make_account(party_id=party_id)
    sign_in(client, account)
    address = client.post("/apply/shop-licence/").url

    def go(page, **typed):
        at = f"{address}page/{page}/"
        answer = client.post(at, typed) if typed else client.get(at)
        return answer.status_code, re.sub(r"\s+", " ", answer.content.decode())

    go.account, go.address = account, address
    go.answers = lambda: _answers(address, party_id)
    return go


def _answers(address, party_id):
    me = Actor(kind="citizen", account_id=party_id, party_id=party_id)
    return queries.get_draft(viewer=Holder(me, ""), draft_id=UUID(address.strip("/").split("/")[-1])).answers


def test_what_the_register_holds_is_shown_with_its_source_and_counts(page):
    _, html = page("you")
    assert "Ana Mangrove" in html and "6 May 1980" in html
    assert "From the Register of people, read" in html and "This is wrong" in html
    assert page("you", **YOU)[0] == 302
    answers = page.answers()
    assert answers["full_name"] == {"given": "Ana", "family": "Mangrove"}
    assert answers["_sources"]["born_on"]["register"] == "people"


def test_another_device_shows_the_same_without_asking_again(page):
    page("you")
    other = Client()
    sign_in(other, page.account)
    with registers_down():
        html = re.sub(r"\s+", " ", other.get(f"{page.address}page/you/").content.decode())

    assert "Ana Mangrove" in html and "From the Register of people, read" in html and "This is wrong" in html
    assert "We could not ask" not in html


def test_saying_that_it_is_wrong_keeps_both(page):
    raw = {"full_name-disputed": "yes", "full_name-given": "Anna", "full_name-family": "Mangrove"}
    assert page("you", **YOU, **raw)[0] == 302
    answers = page.answers()
    assert (answers["full_name"]["given"], answers["_disputed"]) == ("Anna", ["full_name"])
    _, html = page("you")
    assert 'value="Anna"' in html


def test_when_the_register_is_down_the_form_says_so_and_is_filled_in_by_hand(page):
    with registers_down():
        status, html = page("you")
        assert status == 200
        assert "We could not ask: Register of people." in html
        raw = {"full_name-given": "Ana", "full_name-family": "M", "born_on": "1980-05-06"}
        assert page("you", **YOU, **raw)[0] == 302


def test_a_number_is_shown_and_confirmed(page):
    status, html = page("other-shop", other_shop="S0001")
    assert status == 422
    assert "The Corner" in html and "Yes, this is the right one" in html
    assert page("other-shop", **{"other_shop": "S0001", "other_shop-confirm": "S0001"})[0] == 302
    assert page.answers()["_looked_up"]["other_shop"]["state"] == "found"
    assert "nothing under S9999" in page("other-shop", other_shop="S9999")[1]
    with registers_down():
        assert page("other-shop", other_shop="S7777")[0] == 302
