"""Agreeing while a form is filled in, and taking it back."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.published import forget_all
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.parties.testing import make_person
from digigov.modules.registries import commands
from digigov.modules.registries.queries import get_register
from digigov.modules.registries.testing import empty_registers, make_row

pytestmark = pytest.mark.django_db

AGREE = "I agree, read it for me"


@pytest.fixture
def form(client):
    """The first page of a shop licence, whose register of people is read only for whoever agrees."""
    load_tiny()
    empty_registers()
    people = get_register("people")
    uses = tuple(each.model_copy(update={"basis": "consent"}) for each in people.uses if each.purpose == "prefill-form")
    changed = people.model_copy(update={"uses": uses})
    commands.load_registers(by=system("test"), at=now(), definitions=[changed, get_register("shops")])
    make_row("people", "9100001", {"full_name": {"given": "Ana", "family": "Mangrove"}, "born_on": "1980-05-06"})
    party_id = make_person(national_id="9100001")
    sign_in(client, make_account(party_id=party_id))
    forget_all()
    address = client.post("/apply/shop-licence/").url + "page/you/"
    client.party_id = party_id
    return address


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def taken_back(client):
    page = client.get(reverse("account:consents")).content.decode()
    assert "&lt;span" not in page
    return client.post(re.search(r'action="(/account/consents/[0-9a-f-]+/withdraw/)"', page)[1])


def test_without_consent_nothing_is_read_and_the_form_is_filled_in_by_hand(client, form):
    shown = text_of(client.get(form))
    assert AGREE in shown and "Name, Date of birth" in shown and "Ana Mangrove" not in shown
    typed = {"national_id": "9100001", "full_name-given": "Ana", "full_name-family": "M", "born_on": "1980-05-06"}
    assert client.post(form, typed).status_code == 302


def test_with_it_nothing_that_the_register_knows_is_typed_and_the_trail_has_it(client, form):
    client.get(form)
    assert client.post(f"{form}agree/").url == form
    shown = text_of(client.get(form))
    assert "Ana Mangrove" in shown and "6 May 1980" in shown and AGREE not in shown
    assert client.post(form, {"national_id": "9100001"}).status_code == 302


def test_taken_back_it_is_gone_from_the_form_at_once(client, form):
    client.post(f"{form}agree/")
    assert "Ana Mangrove" in text_of(client.get(form))
    listed = text_of(client.get(reverse("account:consents")))
    assert "Register of people" in listed and "Date of birth, Name" in listed and "Get a shop licence" in listed

    assert taken_back(client).url == reverse("account:consents")

    assert "Ana Mangrove" not in text_of(client.get(form))
    assert "taken back" in text_of(client.get(reverse("account:consents")))


def test_nobody_takes_back_what_another_agreed_to(client, form):
    client.post(f"{form}agree/")
    page = client.get(reverse("account:consents")).content.decode()
    address = re.search(r'action="(/account/consents/[0-9a-f-]+/withdraw/)"', page)[1]
    other = Client()
    sign_in(other, make_account(party_id=make_person()))
    assert other.post(address).status_code == 404
    assert other.post(f"{form}agree/").status_code == 404
    assert "You have not agreed to anything." in text_of(other.get(reverse("account:consents")))
    assert AGREE not in text_of(client.get(form))


def test_agreeing_where_nothing_is_asked_changes_nothing(client, form):
    assert client.post(form.replace("/you/", "/shop/") + "agree/").status_code == 302
    assert client.post(form.replace("/you/", "/nowhere/") + "agree/").status_code == 404
    assert "You have not agreed to anything." in text_of(client.get(reverse("account:consents")))
