import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from digigov.kernel.clock import now
from digigov.modules.identity.testing import (
    PASSWORD,
    code_sent_to,
    load_messages,
    make_account,
    messages_to,
    sign_in,
    totp_digits,
)
from digigov.modules.identity.testing.passkey import SoftPasskey
from digigov.modules.organizations.testing import make_holder, make_organizations
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
NEW = "another long password"
NOW = now


@pytest.fixture(autouse=True)
def _ground():
    load_messages()
    make_organizations()


def address(name):
    return reverse(f"account:{name}")


def actor(client):
    return client.get(address("sign-up")).wsgi_request.actor


def show_password(client, email, password=PASSWORD, **more):
    return client.post(address("sign-in"), {"address": email, "password": password, **more})


def move_on(monkeypatch, **time):
    """The clock of every page, so much later."""
    for page in ("sign_in", "security", "flows", "session", "recover", "middleware"):
        monkeypatch.setattr(f"digigov.sites.account.{page}.now", lambda: NOW() + timedelta(**time))


def set_up_app(client, monkeypatch):
    """Set up an app in this visit; its secret and the recovery codes."""
    page = client.get(address("app")).content.decode()
    secret = re.search(r'dg-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    client.post(address("app"), {"code": totp_digits(secret, NOW())})
    codes = re.findall(r"[A-Z0-9]{5}-[A-Z0-9]{5}", client.get(address("recovery-codes")).content.decode())
    move_on(monkeypatch, minutes=2)
    return secret, codes


class TestSignUp:
    @pytest.mark.parametrize("typed", ["new@example.org", "758 555 0170"])
    def test_from_address_to_account(self, client, typed):
        sent_to = "new@example.org" if "@" in typed else "+17585550170"
        client.post(address("sign-up"), {"address": typed})
        client.post(address("sign-up-code"), {"code": code_sent_to(sent_to)})

        names = {"given_names": "Ti", "family_name": "Jean"}
        weak = client.post(address("sign-up-details"), {**names, "password": "short"})
        done = client.post(address("sign-up-details"), {**names, "password": PASSWORD})

        assert (weak.status_code, done.status_code) == (422, 302)
        assert actor(client).kind == "citizen"
        assert "Ti Jean" in client.get(address("home")).content.decode()

    def test_no_step_can_be_left_out(self, client):
        for step in (
            "sign-up-code",
            "sign-up-details",
            "recover-code",
            "recover-second",
            "recover-password",
            "second-factor",
        ):
            assert client.get(address(step)).status_code == 302
            assert client.post(address(step), {"code": "1", "password": NEW}).status_code == 302
        client.post(address("sign-up"), {"address": "new@example.org"})
        assert client.get(address("sign-up-details")).status_code == 302


@pytest.mark.parametrize("page", ["sign-in", "sign-up", "recover"])
def test_the_box_for_the_address_holds_what_was_typed_and_nothing_else(client, page):
    def box(answer):
        return re.search(r'id="address"[^>]* value="([^"]*)"|id="address"', answer.content.decode())[1] or ""

    assert box(client.get(address(page))) == ""
    assert box(client.post(address(page), {"address": "ana", "password": "x"})) == "ana"


@pytest.mark.parametrize("page", ["sign-up", "recover"])
def test_the_page_for_the_code_says_where_it_was_sent(client, page):
    client.post(address(page), {"address": "new@example.org"})

    assert "sent a message to new@example.org" in client.get(address(f"{page}-code")).content.decode()


class TestNobodyLearnsWhoHasAnAccount:
    @pytest.mark.parametrize("flow", ["sign-up", "recover"])
    @pytest.mark.parametrize("sort", ["email", "phone"])
    def test_each_page_is_the_same(self, flow, sort):
        known = {"email": "known@example.org", "phone": "+17585550160"}
        make_account(party_id=make_person(**known))
        unknown = {"email": "other@example.org", "phone": "+17585550161"}

        seen = []
        for who in (known[sort], unknown[sort]):
            client = Client()
            first = client.post(address(flow), {"address": who})
            asked = client.get(address(f"{flow}-code")).content.decode().replace(who, "")
            wrong = client.post(address(f"{flow}-code"), {"code": "x"}).content.decode().replace(who, "")
            seen.append([first.status_code, first.url, *(re.sub(r'value="[^"]{64}"', "", p) for p in (asked, wrong))])

        assert seen[0] == seen[1]

    def test_the_sign_in_page_is_the_same(self, client):
        make_account(party_id=make_person(email="known@example.org"))

        pages = [
            re.sub(r'value="[^"]{64}"', "", show_password(client, who, "wrong").content.decode()).replace(who, "")
            for who in ("known@example.org", "other@example.org")
        ]

        assert pages[0] == pages[1]

    def test_another_address_that_is_taken_looks_like_any_other(self, client):
        make_account(party_id=make_person(email="taken@example.org"))
        sign_in(client, make_account())
        client.post(address("confirm"), {"current_password": PASSWORD})

        answer = client.post(address("new-address"), {"address": "taken@example.org"})

        assert answer.url == address("new-address-code")
        assert "already" in messages_to("taken@example.org")[-1]


class TestSignIn:
    @pytest.mark.parametrize(
        ("wanted", "leads_to"),
        [
            ("/account/security/?a=1", "/account/security/?a=1"),
            ("https://evil.example/", "/account/"),
            ("//evil.example/", "/account/"),
            ("/\\evil.example", "/account/"),
            ("http:///evil.example", "/account/"),
            ("javascript:alert(1)", "/account/"),
            ("", "/account/"),
        ],
    )
    def test_leads_to_pages_of_our_own_alone(self, client, wanted, leads_to):
        make_account(party_id=make_person(email="me@example.org"))

        assert show_password(client, "me@example.org", next=wanted).url == leads_to

    def test_a_planted_session_is_worth_nothing(self, client):
        make_account(party_id=make_person(email="me@example.org"))
        client.get(address("sign-in"))
        session = client.session
        session["planted"] = True
        session.save()
        planted = session.session_key
        client.cookies[settings.SESSION_COOKIE_NAME] = planted

        show_password(client, "me@example.org")

        assert client.session.session_key != planted
        assert "planted" not in client.session
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = planted
        assert not actor(thief).is_signed_in

    def test_needs_the_token_of_its_page(self):
        client = Client(enforce_csrf_checks=True)
        for name in ("sign-in", "sign-up", "recover", "sign-out", "passkey-options", "passkey-sign-in"):
            assert client.post(address(name), {}).status_code == 403

    def test_is_left_by_post_alone(self, client):
        sign_in(client, make_account())

        assert client.get(address("sign-out")).status_code == 405
        client.post(address("sign-out"))
        assert not actor(client).is_signed_in

    def test_guessing_ends_after_ten_tries_however_the_number_is_written(self, client):
        make_account(party_id=make_person(phone="758 555 0162"))
        ways = ["7585550162", "+1 758 555 0162", "(758) 555-0162", "758.555.0162", "1-758-555-0162"]

        answers = [show_password(client, ways[n % 5], "guess").status_code for n in range(11)]

        assert answers == [422] * 10 + [429]


class TestSecondFactor:
    def test_is_asked_for_once_it_is_set_up(self, client, monkeypatch):
        person = make_holder(party_id=make_person(email="me@example.org"))
        make_account(party_id=person)
        assert show_password(client, "me@example.org").url == address("security")
        assert "You hold a post" in client.get(address("security")).content.decode()
        assert actor(client).kind == "citizen"
        secret, _codes = set_up_app(client, monkeypatch)
        assert actor(client).kind == "officer"
        client.post(address("sign-out"))

        assert show_password(client, "me@example.org").url == address("second-factor")
        assert not actor(client).is_signed_in
        assert client.post(address("second-factor"), {"code": "000000"}).status_code == 422
        client.post(address("second-factor"), {"code": totp_digits(secret, NOW() + timedelta(minutes=2))})

        assert (actor(client).kind, actor(client).second_factor) == ("officer", True)

    def test_a_recovery_code_stands_in_for_it_once(self, client, monkeypatch):
        make_account(party_id=make_person(email="me@example.org"))
        show_password(client, "me@example.org")
        _secret, codes = set_up_app(client, monkeypatch)

        signed_in = []
        for _each in range(2):
            client.post(address("sign-out"))
            show_password(client, "me@example.org")
            client.post(address("second-factor"), {"code": codes[0]})
            signed_in.append(actor(client).is_signed_in)

        assert signed_in == [True, False]

    def test_guessing_ends_after_ten_tries_in_whatever_visit(self, client, monkeypatch):
        make_account(party_id=make_person(email="me@example.org"))
        show_password(client, "me@example.org")
        set_up_app(client, monkeypatch)

        answers = []
        for _visit in range(2):
            guesser = Client()
            show_password(guesser, "me@example.org")
            answers += [guesser.post(address("second-factor"), {"code": "000000"}).status_code for _try in range(5)]

        assert answers == [422] * 9 + [429], "the digits at setting up were the first try"

    def test_recovery_does_not_get_round_it(self, client, monkeypatch):
        make_account(party_id=make_person(email="me@example.org"))
        show_password(client, "me@example.org")
        set_up_app(client, monkeypatch)
        thief = Client()
        thief.post(address("recover"), {"address": "me@example.org"})
        thief.post(address("recover-code"), {"code": code_sent_to("me@example.org")})

        refused = thief.post(address("recover-password"), {"password": NEW})

        assert refused.url == address("recover-second")
        assert thief.post(address("recover-second"), {"way": "wait"}).status_code == 409
        assert not actor(thief).is_signed_in
        assert show_password(thief, "me@example.org", NEW).status_code == 422


class TestPasskey:
    def speak(self, client, name, body=None):
        return client.post(address(name), json.dumps(body or {}), content_type="application/json")

    def test_is_added_and_opens_a_visit_with_both_factors(self, client):
        person = make_holder(party_id=make_person(email="me@example.org"))
        make_account(party_id=person)
        show_password(client, "me@example.org")
        device = SoftPasskey(origin=settings.ADDRESS)

        options = self.speak(client, "passkeys-begin").json()
        added = self.speak(client, "passkeys", {"credential": device.make(options), "name": "Phone"})
        assert added.json() == {"next": address("recovery-codes")}
        client.post(address("sign-out"))
        options = self.speak(client, "passkey-options").json()
        answer = {"credential": device.show(options), "next": "//evil.example"}
        opened = self.speak(client, "passkey-sign-in", answer)

        assert opened.json() == {"next": "/account/"}
        assert actor(client).kind == "officer"
        client.post(address("sign-out"))
        assert self.speak(client, "passkey-sign-in", answer).status_code == 409, "an answer works once"

    def test_cannot_be_added_by_a_visit_that_has_not_shown_who_it_is(self, client):
        sign_in(client, make_account())

        assert self.speak(client, "passkeys-begin").status_code == 403
        assert self.speak(client, "passkeys").status_code == 403

    @pytest.mark.parametrize("body", ["", "[]", "{", '{"credential": 5}', '{"credential": {"id": null}}', "x" * 30_000])
    def test_nonsense_is_refused(self, client, body):
        self.speak(client, "passkey-options")

        answer = client.post(address("passkey-sign-in"), body, content_type="application/json")

        assert answer.status_code == 409


class TestSensitiveChanges:
    def test_ask_for_the_password_again_after_ten_minutes(self, client, monkeypatch):
        make_account(party_id=make_person(email="me@example.org"))
        show_password(client, "me@example.org")
        assert client.get(address("app")).status_code == 200
        move_on(monkeypatch, minutes=11)

        for name in ("app", "recovery-codes", "new-address"):
            assert client.get(address(name)).url.startswith(address("confirm"))
        for name in ("app-remove", "recovery-codes"):
            assert client.post(address(name)).url.startswith(address("confirm"))
        assert client.post(address("confirm"), {"current_password": "wrong"}).status_code == 422
        assert client.post(address("confirm"), {"current_password": PASSWORD, "next": address("app")}).url == address(
            "app"
        )
        assert client.get(address("app")).status_code == 200

    def test_a_new_password_ends_every_other_visit(self, client):
        make_account(party_id=make_person(email="me@example.org"))
        other = Client()
        for each in (client, other):
            show_password(each, "me@example.org")

        done = client.post(address("password"), {"current_password": PASSWORD, "password": NEW})

        assert done.status_code == 302
        assert (actor(client).is_signed_in, actor(other).is_signed_in) == (True, False)

    def test_signing_out_everywhere_keeps_this_visit(self, client):
        make_account(party_id=make_person(email="me@example.org"))
        other = Client()
        for each in (client, other):
            show_password(each, "me@example.org")
        assert client.get(address("security")).content.decode().count("since") == 2

        client.post(address("sign-out-everywhere"))

        assert (actor(client).is_signed_in, actor(other).is_signed_in) == (True, False)


class TestProfile:
    def test_every_page_of_a_stranger_leads_to_the_sign_in(self, client):
        for name in ("home", "language", "home-address", "new-address", "who-looked", "security", "password", "app"):
            assert client.get(address(name)).url.startswith(address("sign-in")), name

    def test_contact_data_is_given_once(self, client):
        account = make_account(party_id=make_person(email="me@example.org"))
        show_password(client, "me@example.org")

        client.post(address("language"), {"language": "acf"})
        client.post(address("new-address"), {"address": "758 555 0163"})
        client.post(address("new-address-code"), {"code": code_sent_to("+17585550163")})
        client.get(address("new-address-done"))

        page = client.get(address("home")).content.decode()
        assert "+1 758 555 0163" in page
        assert get_user_model().objects.get(id=account).phone == "+17585550163"

    def test_the_home_address_is_asked_as_in_every_form(self, client):
        sign_in(client, make_account())

        missing = client.post(address("home-address"), {"address-line1": "", "address-community": "x"})
        saved = client.post(
            address("home-address"),
            {"address-line1": "1 Rue", "address-community": "Babonneau", "address-district": "Castries"},
        )

        assert (missing.status_code, saved.status_code) == (422, 302)
        assert "1 Rue, Babonneau" in client.get(address("home")).content.decode()

    def test_shows_who_looked(self, client):
        sign_in(client, make_account())

        assert "Entered your details" in client.get(address("who-looked")).content.decode()

    @pytest.mark.parametrize("page", ["language", "password", "recovery-codes", "confirm", "security"])
    def test_every_page_can_be_drawn(self, client, page):
        make_account(party_id=make_person(email="me@example.org"))
        show_password(client, "me@example.org")

        assert client.get(address(page)).status_code == 200
