"""Opening a register in an emergency, and looking at it again, on the pages."""

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.identity.testing import load_messages, make_account, sign_in
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.registries import commands
from digigov.modules.registries.testing import make_row, register_from, registers_down

pytestmark = pytest.mark.django_db

WHY = "Found lying unconscious at a bus stop in Castries"
TYPED = {"register": "people", "key": "9100001", "reason": WHY}
FOUND = {"verdict": "no", "findings": "No ambulance was called that day."}


@pytest.fixture(autouse=True)
def ana():
    roles = [
        {"code": "saviour", "name": "S", "permissions": ["registries.break-glass"]},
        {"code": "protector", "name": "P", "permissions": ["registries.review"]},
        {"code": "both", "name": "B", "permissions": ["registries.break-glass", "registries.review"]},
    ]
    make_organizations(roles=[*ORGANIZATIONS["roles"], *roles])
    load_messages()
    commands.load_registers(by=system("test"), at=now(), definitions=[register_from("people")])
    make_row("people", "9100001", {"full_name": {"given": "Ana", "family": "Fictional"}, "born_on": "1990-01-02"})
    return make_person(national_id="9100001")


def officer(role):
    client, person = Client(), make_person()
    make_holder(party_id=person, unit="treasury", role=role)
    sign_in(client, make_account(party_id=person), second_factor=True)
    return client


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def lookups():
    return apps.get_model("registries", "Lookup").objects


EMERGENCY, LIST = reverse("desk:emergency"), reverse("desk:lookups")


def review_page():
    return reverse("desk:lookup", kwargs={"lookup_id": lookups().get().id})


def test_it_is_opened_seen_and_found_wanting(ana):
    saviour, protector = officer("saviour"), officer("protector")
    assert "told at once" in text_of(saviour.get(EMERGENCY))
    opened = saviour.post(EMERGENCY, TYPED)
    assert "Ana Fictional" in text_of(opened) and "no-store" in opened.headers["Cache-Control"]

    assert "to be looked at" in text_of(protector.get(LIST)) and WHY in text_of(protector.get(LIST))
    assert protector.post(review_page(), {"verdict": "no", "findings": ""}).status_code == 422
    assert protector.post(review_page(), FOUND).url == LIST
    assert "not justified" in text_of(protector.get(LIST))
    assert FOUND["findings"] in text_of(protector.get(review_page()))
    assert protector.post(review_page(), FOUND).status_code == 409

    person = Client()
    sign_in(person, make_account(party_id=ana))
    trail = text_of(person.get(reverse("account:who-looked")))
    assert "in an emergency, without a case" in trail


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"register": "nowhere"}, "Choose a register"),
        ({"key": " "}, "Enter the number"),
        ({"reason": "urgent"}, "Say in a sentence"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_shown(typed, said):
    answer = officer("saviour").post(EMERGENCY, {**TYPED, **typed})
    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert "Ana Fictional" not in text_of(answer) and not lookups().exists()


def test_a_register_that_is_down_says_so():
    with registers_down():
        answer = officer("saviour").post(EMERGENCY, TYPED)
    assert (answer.status_code, "does not answer" in text_of(answer)) == (503, True)


def test_a_number_that_nobody_has_is_looked_at_again_too():
    assert "nothing under this number" in text_of(officer("saviour").post(EMERGENCY, {**TYPED, "key": "1"}))
    assert lookups().count() == 1


def test_nobody_closes_their_own():
    both = officer("both")
    both.post(EMERGENCY, TYPED)
    assert "Somebody else must look at it" in text_of(both.get(review_page()))
    assert both.post(review_page(), FOUND).status_code == 409


def test_others_have_no_such_pages():
    officer("saviour").post(EMERGENCY, TYPED)
    clerk = officer("cashier")
    for page in (EMERGENCY, LIST, review_page()):
        assert clerk.get(page).status_code == 403
    assert officer("saviour").get(LIST).status_code == 403
