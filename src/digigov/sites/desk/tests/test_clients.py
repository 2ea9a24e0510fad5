"""Other systems at the desk: written down by one officer, agreed to by another, their secret shown once."""

import re

import pytest
from django.test import Client

from digigov.kernel.clock import now
from digigov.modules.identity.testing import load_messages, make_account, sign_in
from digigov.modules.openid.testing import TAX, make_client
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_organizations
from digigov.modules.parties.testing import make_person
from digigov.sites.account.session import PROVED_AT

pytestmark = pytest.mark.django_db
ROLE = {"code": "inspector", "name": "Inspector", "permissions": ["openid.manage-clients"]}
TYPED = {
    "id": "records-portal", "name": "Records portal", "purpose": "To ask for a certificate of character.", "unit": "police",
    "contact": "portal@records.example", "return_to": "https://records.example/back\r\n", "scopes": ["profile"],
    "signed_by": "RS256",
}  # fmt: skip
HERE = "/desk/clients/"


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_organizations(roles=[each for each in ORGANIZATIONS["roles"] if each["code"] != "inspector"] + [ROLE])


def officer(*, fresh=True, role="inspector"):
    client = Client()
    holder = make_holder(party_id=make_person(), unit="police", role=role)
    sign_in(client, make_account(party_id=holder), second_factor=True)
    if fresh:
        session = client.session
        session[PROVED_AT] = now().isoformat()
        session.save()
    return client


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def waiting(client):
    return re.search(r'href="(/desk/clients/waiting/[0-9a-f-]{36}/)"', client.get(HERE).content.decode())[1]


def test_two_officers_register_a_system_and_its_secret_is_shown_once():
    first, second = officer(), officer()
    assert first.post(f"{HERE}new/", TYPED).url == HERE
    page = waiting(first)
    assert "You wrote this down" in text_of(first.get(page))
    assert first.post(page, {"answer": "yes"}).status_code == 403

    assert "https://records.example/back" in text_of(second.get(page))
    assert second.post(page, {}).status_code == 422
    shown = second.post(page, {"answer": "yes"})
    secret = re.search(r"<code>([\w-]{43})</code>", shown.content.decode())[1]

    known = second.get(f"{HERE}records-portal/")
    assert "Records portal" in text_of(known) and secret not in known.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert second.get(page).status_code == 404


def test_a_changed_address_stands_beside_the_old_one_for_the_second_officer():
    make_client(id="records-portal", unit="police")
    first, second = officer(), officer()
    changed = {**TYPED, "return_to": "https://evil.example/back"}
    assert first.post(f"{HERE}records-portal/change/", changed).url == HERE
    shown = text_of(second.get(waiting(second)))
    assert "https://evil.example/back Changed until now: https://tax.example/back" in shown
    second.post(waiting(second), {"answer": "no"})
    assert "https://evil.example" not in text_of(second.get(f"{HERE}records-portal/"))


def test_what_is_missing_is_said_and_stays_in_its_box():
    answer = officer().post(f"{HERE}new/", {**TYPED, "contact": "nobody"})
    assert answer.status_code == 422
    assert "Enter the e-mail address" in text_of(answer)
    assert 'value="Records portal"' in answer.content.decode()
    assert officer().post(f"{HERE}new/", {**TYPED, "id": "x" * 100}).status_code == 422
    elsewhere = officer().post(f"{HERE}new/", {**TYPED, "unit": "treasury"})
    assert elsewhere.status_code in (403, 422)
    assert "What waits" not in text_of(officer().get(HERE))


def test_a_new_secret_and_the_end_want_the_password_once_more():
    make_client(id="records-portal", unit="police")
    here = f"{HERE}records-portal/"
    for answer in ("secret", "end"):
        assert "/account/security/confirm/" in officer(fresh=False).post(here, {"answer": answer}).url
    assert "shown this once" in text_of(officer().post(here, {"answer": "secret"}))
    officer().post(here, {"answer": "end"})
    assert "Ended" in text_of(officer().get(here))


def test_not_for_others():
    make_client(id="health-portal", unit="health")
    assert officer(role="records-clerk").get(HERE).status_code == 403
    assert officer().get(f"{HERE}health-portal/").status_code == 404
    assert "Tax portal" not in text_of(officer().get(HERE))
    assert officer().get(f"{HERE}{TAX.id}/change/").status_code == 404
