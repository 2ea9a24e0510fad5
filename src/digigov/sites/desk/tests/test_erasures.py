"""What the data protection officer sees of people who asked to be erased, and of what was destroyed."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.identity.testing import load_messages, make_account, make_me, sign_in
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.modules.privacy import commands
from digigov.modules.privacy.testing import make_plan, whose_of

Erasure = apps.get_model("privacy", "Erasure")

pytestmark = pytest.mark.django_db
LIST, ASK, DESTROYED = (reverse(f"desk:{name}") for name in ("erasures", "erasure-ask", "destructions"))
WHY = "A court wants the papers until March."


@pytest.fixture(autouse=True)
def island():
    protector = {"code": "protector", "name": "P", "permissions": ["privacy.oversee"]}
    make_organizations(roles=[*ORGANIZATIONS["roles"], protector])
    make_plan()
    load_messages()


@pytest.fixture
def officer():
    client, person = Client(), make_person()
    make_holder(party_id=person, unit="treasury", role="protector")
    sign_in(client, make_account(party_id=person), second_factor=True)
    return client


@pytest.fixture
def erasure():
    me = make_me()
    commands.ask_erasure(by=me, at=now(), whose=whose_of(me), closes=True)
    return Erasure.objects.get(party_id=me.party_id)


def page_of(erasure):
    return reverse("desk:erasure", args=[erasure.id])


def test_sees_who_asked_and_that_it_was_looked_at_stands_in_the_trail(officer, erasure):
    assert erasure.reference in officer.get(LIST).content.decode()
    officer.get(page_of(erasure))

    seen = apps.get_model("audit", "Entry").objects.filter(subject_id=erasure.party_id, kind="read")
    assert set(seen.values_list("action", flat=True)) >= {"privacy.erasures-listed", "privacy.erasure-read"}


def test_holds_it_up_with_a_reason_and_lets_it_go(officer, erasure):
    assert officer.post(page_of(erasure), {"reason": ""}).status_code == 422
    officer.post(page_of(erasure), {"reason": WHY})
    assert WHY in officer.get(page_of(erasure)).content.decode()

    officer.post(reverse("desk:erasure-release", args=[erasure.id]))

    assert Erasure.objects.get(id=erasure.id).state == "waiting"


def test_reads_what_was_destroyed(officer, erasure):
    commands.erase_due(by=system("test"), at=now() + timedelta(days=15))

    assert erasure.reference in officer.get(DESTROYED).content.decode()
    assert "Fingerprint of the numbers" in officer.get(page_of(erasure)).content.decode()


def test_asks_for_somebody_without_an_account(officer):
    person = make_person(national_id="9100123")
    typed = {"who": "9100123", "ground": "By letter; papers looked at here."}

    assert officer.post(ASK, {**typed, "who": "0"}).status_code == 422
    assert officer.post(ASK, {**typed, "ground": ""}).status_code == 422
    assert officer.post(ASK, typed).status_code == 302

    assert Erasure.objects.get(party_id=person).closes


def test_sends_whoever_has_an_account_there(officer):
    person = make_person(national_id="9100124")
    make_account(party_id=person)

    answer = officer.post(ASK, {"who": "9100124", "ground": "By letter; papers looked at here."})

    assert answer.status_code == 422
    assert "has an account" in answer.content.decode()


@pytest.mark.parametrize("page", [LIST, ASK, DESTROYED])
def test_nobody_else_sees_them(client, page):
    sign_in(client, make_me().account_id)

    assert client.get(page).status_code == 403
