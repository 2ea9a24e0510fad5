"""Two officers at a counter find out who somebody is."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from digigov.kernel.clock import now
from digigov.modules.assurance.queries import level_of
from digigov.modules.assurance.testing import NUMBER, make_known, make_plan, make_proved, typed
from digigov.modules.identity.testing import load_messages, make_account, sign_in
from digigov.modules.organizations.testing import ORGANIZATIONS, make_holder, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
SEEN = typed(way="papers", seen="same")


@pytest.fixture(autouse=True)
def _country():
    load_messages()
    make_organizations()
    make_plan()
    make_known(expires_on="2100-01-01")


@pytest.fixture
def testa():
    return make_person(given_names="Testa", family_name="Fictional")


def officer(unit="treasury", role="cashier"):
    client = Client()
    person = make_holder(party_id=make_person(), unit=unit, role=role)
    sign_in(client, make_account(party_id=person), second_factor=True)
    return client


def page(name, **ids):
    return reverse(f"desk:{name}", kwargs=ids or None)


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def second_page(client):
    return re.search(r'href="(/desk/identity/[0-9a-f-]{36}/)"', client.get(page("identity")).content.decode())[1]


def test_one_looks_then_another_and_it_is_known(testa):
    first, second, here = officer(), officer(), page("counter-identity", party_id=testa)
    assert "Nobody has checked" in text_of(first.get(here))
    assert first.post(here, SEEN).url == here
    assert "another officer of this counter" in text_of(first.get(here))

    waiting = second_page(second)
    shown = text_of(second.get(waiting))
    assert NUMBER in shown and "Driver's licence … 001" in shown.replace("&#39;", "'")
    assert second.post(waiting, {}).status_code == 422
    assert second.post(waiting, {"answer": "same"}).url == page("identity")

    assert level_of(testa, at=now()) == 2
    assert "Shown at a counter" in text_of(first.get(here))


def test_the_first_is_not_the_second(testa):
    first = officer()
    first.post(page("counter-identity", party_id=testa), SEEN)
    waiting = second_page(first)

    assert first.get(waiting).status_code == 403
    assert first.post(waiting, {"answer": "same"}).status_code == 403
    assert level_of(testa, at=now()) == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seen": ""}, "Compare the photo with the person first"),
        ({"seen": "other"}, "the photo does not show this person"),
        ({"number": "1"}, "the register does not know the paper"),
        ({"expires_on-day": "1", "expires_on-month": "1", "expires_on-year": "2020"}, "the paper has expired"),
        ({"paper": ""}, "Choose a paper"),
        ({"born_on-year": "x"}, "Enter the day, month and year"),
        ({"way": "vouched", "years": "many"}, "for how many years"),
        ({"way": "vouched", "years": "3"}, "Enter the date of birth"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_to_the_officer(testa, changed, said):
    answer = officer().post(page("counter-identity", party_id=testa), {**SEEN, **changed})

    assert (answer.status_code, said in text_of(answer)) == (422, True)


def test_somebody_vouches(testa):
    voucher = make_person()
    make_account(party_id=voucher)
    make_proved(voucher, number="9100055", at=now())
    born = {"vouched_born_on-day": "1", "vouched_born_on-month": "2", "vouched_born_on-year": "2000"}
    here = page("counter-identity", party_id=testa)
    by = officer()

    assert by.post(here, {"way": "vouched", "voucher_number": "9100055", "years": "3", **born}).url == here
    assert "has a week" in text_of(by.get(here))


def test_others_have_no_such_pages(testa):
    clerk = officer(role="records-clerk")
    assert clerk.get(page("counter-identity", party_id=testa)).status_code == 403
    assert clerk.get(page("identity")).status_code == 403
    assert officer().post(page("counter-identity-end", party_id=testa)).status_code == 403


def test_a_day_later_the_second_officer_is_told_so(testa, monkeypatch):
    officer().post(page("counter-identity", party_id=testa), SEEN)
    second = officer()
    waiting = second_page(second)
    monkeypatch.setattr("digigov.sites.desk.identity.now", lambda: now() + timedelta(hours=25))

    answer = second.post(waiting, {"answer": "same"})
    assert (answer.status_code, "Begin again" in text_of(answer)) == (422, True)
    assert level_of(testa, at=now()) == 0


def test_whoever_may_withdraws_it_on_the_page(testa):
    make_proved(testa, at=now())
    roles = [
        *ORGANIZATIONS["roles"],
        {"code": "withdrawer", "name": "W", "permissions": ["counter.assist", "assurance.end"]},
    ]
    make_organizations(roles=roles)
    client, here = officer(role="withdrawer"), page("counter-identity", party_id=testa)

    assert "Withdraw it" in text_of(client.get(here))
    assert client.post(page("counter-identity-end", party_id=testa)).url == here
    assert "Nobody has checked" in text_of(client.get(here))
    assert client.post(page("counter-identity-end", party_id=testa)).status_code == 404
