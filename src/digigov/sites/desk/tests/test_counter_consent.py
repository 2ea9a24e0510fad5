"""The page on which an officer asks whether registers may be read, and the slip that the person takes home."""

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.published import forget_all
from digigov.modules.catalog.testing import load_tiny
from digigov.modules.identity.testing import make_account, sign_in
from digigov.modules.organizations.testing import make_holder
from digigov.modules.parties.testing import make_person
from digigov.modules.registries import commands
from digigov.modules.registries.queries import get_register
from digigov.modules.registries.testing import empty_registers, make_row

pytestmark = pytest.mark.django_db
SAID = "She said: yes, look it up for me"


@pytest.fixture
def ana():
    return make_person(given_names="Ana", national_id="9100001", phone="+17585550101")


@pytest.fixture
def at_counter(client, ana):
    """An officer with a draft for Ana; the register of people is read only for whoever agrees."""
    load_tiny()
    empty_registers()
    people = get_register("people")
    uses = tuple(each.model_copy(update={"basis": "consent"}) for each in people.uses if each.purpose == "prefill-form")
    changed = people.model_copy(update={"uses": uses})
    commands.load_registers(by=system("test"), at=now(), definitions=[changed, get_register("shops")])
    make_row("people", "9100001", {"full_name": {"given": "Ana", "family": "Mangrove"}, "born_on": "1980-05-06"})
    officer = make_person(given_names="Ora")
    role = apps.get_model("organizations", "Role").objects.get(code="shop-officer")
    role.permissions = [*role.permissions, "counter.assist", "parties.serve"]
    role.save()
    make_holder(party_id=officer, unit="shops", role="shop-officer")
    sign_in(client, make_account(party_id=officer), second_factor=True)
    forget_all()
    chosen = {"service": "shop-licence", "agreement": "spoken"}
    return client.post(reverse("desk:counter-person", args=[ana]), chosen).url


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_asked_agreed_printed_and_taken_back(client, at_counter, ana):
    form = f"{at_counter}page/you/"
    shown = client.get(form).content.decode()
    address = re.search(r'href="(/desk/counter/drafts/[0-9a-f-]+/consent/)"', shown)[1]
    asked = text_of(client.get(address))
    assert "Name, Date of birth" in asked and "a code to their phone" in asked

    assert client.post(address, {"way": "spoken", "evidence": "yes"}).status_code == 422
    assert client.post(address, {"way": "spoken", "evidence": SAID}).url == address

    slip = text_of(client.get(address)).partition("DigiGov")[2]
    assert "What you have agreed to" in slip and "Register of people" in slip and "To take it back" in slip
    assert "Ana Mangrove" in text_of(client.get(form))

    person = Client()
    sign_in(person, make_account(party_id=ana))
    assert "You said so at a counter" in text_of(person.get(reverse("account:consents")))

    page = client.get(address).content.decode()
    assert "&lt;span" not in page
    client.post(re.search(r'action="(/desk/counter/drafts/[^"]+/withdraw/)"', page)[1])
    assert "Ana Mangrove" not in text_of(client.get(form))


def test_nobody_reaches_it_for_a_draft_of_their_own_or_of_another_counter(client, at_counter):
    address = at_counter.replace("/apply/draft/", "/desk/counter/drafts/") + "consent/"
    assert client.get(address).status_code == 200
    other = Client()
    sign_in(other, make_account())
    assert other.get(address).status_code in (403, 404)
