"""Recovery through its pages: the owner gets to the end, whoever holds one address does not."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from digigov.kernel.clock import now
from digigov.modules.identity.testing import PASSWORD, code_sent_to, load_messages, make_account, messages_to, sign_in
from digigov.modules.organizations.testing import make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
NEW, MAIL, PHONE = "another long password", "me@example.org", "+17585550150"
NOW = now


@pytest.fixture(autouse=True)
def _ground():
    load_messages()
    make_organizations()


def address(name, **where):
    return reverse(f"account:{name}", kwargs=where)


def show(client, who):
    """Up to the page that asks for the second proof."""
    client.post(address("recover"), {"address": who})
    assert client.post(address("recover-code"), {"code": code_sent_to(who)}).url == address("recover-second")
    return client.get(address("recover-second"))


def days_pass(monkeypatch, days):
    for page in ("flows", "recover", "sign_in", "session", "middleware"):
        monkeypatch.setattr(f"digigov.sites.account.{page}.now", lambda: NOW() + timedelta(days=days))


def is_let_in(password):
    return Client().post(address("sign-in"), {"address": MAIL, "password": password}).status_code == 302


def test_the_owner_of_mailbox_and_telephone_sets_a_password(client):
    make_account(party_id=make_person(email=MAIL, phone=PHONE))
    page = show(client, MAIL).content.decode()
    assert "••••50" in page
    assert PHONE not in page

    sent = client.post(address("recover-second"), {"way": "send"}).content.decode()
    wrong = client.post(address("recover-second"), {"code": "nothing"})
    right = client.post(address("recover-second"), {"code": code_sent_to(PHONE)})
    done = client.post(address("recover-password"), {"password": NEW})

    assert "on its way" in sent
    assert (wrong.status_code, right.url) == (422, address("recover-password"))
    assert "Your password is set" in done.content.decode()
    assert is_let_in(NEW)


@pytest.mark.parametrize("held", [MAIL, PHONE])
def test_whoever_holds_one_of_two_gets_nowhere(client, held):
    make_account(party_id=make_person(email=MAIL, phone=PHONE))
    assert "Wait three days" not in show(client, held).content.decode()

    waits = client.post(address("recover-second"), {"way": "wait"})
    leaps = client.post(address("recover-password"), {"password": NEW})

    assert (waits.status_code, leaps.url) == (409, address("recover-second"))
    assert not is_let_in(NEW)
    assert is_let_in(PASSWORD)


def test_second_codes_are_tried_ten_times_for_an_account(client):
    make_account(party_id=make_person(email=MAIL, phone=PHONE))
    answers = []
    for _recovery in range(2):
        show(client, MAIL)
        answers += [client.post(address("recover-second"), {"code": "000000"}).status_code for _try in range(6)]

    assert answers == [422] * 10 + [429] * 2


class TestTheWait:
    def begin(self, client):
        show(client, MAIL)
        return client.post(address("recover-second"), {"way": "wait"}).content.decode()

    def test_ends_with_a_new_password(self, client, monkeypatch):
        make_account(party_id=make_person(email=MAIL))
        assert "on, within seven days" in self.begin(client)
        assert client.get(address("recover-password")).status_code == 200
        assert client.post(address("recover-password"), {"password": NEW}).url == address("recover-second")

        days_pass(monkeypatch, 3.1)
        later = Client()
        assert show(later, MAIL).url == address("recover-password")
        later.post(address("recover-password"), {"password": NEW})

        assert is_let_in(NEW)

    def test_is_stopped_by_the_link_and_its_button(self, client, monkeypatch):
        make_account(party_id=make_person(email=MAIL))
        self.begin(client)
        link = re.search(r"/account/recover/stop/[\w-]+/", messages_to(MAIL)[-1])[0]
        owner = Client()

        assert "Stop it" in owner.get(link).content.decode()
        assert "No new password" in owner.post(link).content.decode()
        again = owner.post(link)
        assert again.status_code == 404
        assert "nothing left to stop" in again.content.decode()

        days_pass(monkeypatch, 3.1)
        assert show(Client(), MAIL).status_code == 200

    def test_is_shown_in_open_visits_and_stopped_there(self, client):
        account, owner = make_account(party_id=make_person(email=MAIL)), Client()
        sign_in(owner, account)
        self.begin(client)
        assert "Somebody asked for a new password" in owner.get(address("home")).content.decode()

        owner.post(address("recover-stop-own"))

        assert "Somebody asked for a new password" not in owner.get(address("home")).content.decode()
        trail = owner.get(address("who-looked")).content.decode()
        assert "Stopped a new password from being set" in trail

    def test_ends_when_the_owner_signs_in(self, client, monkeypatch):
        make_account(party_id=make_person(email=MAIL))
        self.begin(client)

        assert is_let_in(PASSWORD)

        days_pass(monkeypatch, 3.1)
        assert show(Client(), MAIL).status_code == 200
