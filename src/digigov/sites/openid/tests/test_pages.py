"""The window between a client and a person, with a browser that is sent to and fro."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from digigov.kernel.clock import now
from digigov.modules.identity.testing import PASSWORD, make_account, sign_in
from digigov.modules.openid import commands, queries
from digigov.modules.openid.testing import BACK, TAX, VERIFIER, brought_back, make_client, posts, wants
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db


def address(**given):
    asked = wants(**given)
    return f"{reverse('openid:authorize')}?{urlencode({name: values[0] for name, values in asked.query.items()})}"


def back(answer):
    assert answer.status_code == 302, answer.content.decode()[:300]
    assert answer.headers["Location"].startswith(BACK)
    return brought_back(type("Answer", (), {"location": answer.headers["Location"]}))


@pytest.fixture
def secret():
    return make_client(return_to_after=("https://tax.example/bye",))


@pytest.fixture
def me(client):
    account_id = make_account(party_id=make_person(given_names="Testa", email="testa@example.org"))
    sign_in(client, account_id)
    return account_id


def header(secret):
    return posts(secret).headers


def exchange(client, secret, code):
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    return client.post(
        reverse("openid:token"), urlencode(form), "application/x-www-form-urlencoded", headers=header(secret)
    )


class TestConsent:
    def test_a_stranger_signs_in_and_comes_back_here(self, client, secret):
        answer = client.get(address())

        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/sign-in/?next=%2Fopenid%2Fauthorize%2F%3F")

    def test_the_page_says_who_asks_for_what(self, client, secret, me):
        page = client.get(address(scope="openid profile email"))

        said = page.content.decode()
        assert "Tax portal" in said and "To file a tax return" in said
        assert "Your name, date of birth and language" in said and "Your e-mail address" in said
        assert "national ID" not in said
        assert "form-action 'self' https://tax.example;" in f"{page.headers['Content-Security-Policy']};"

    def test_yes_leads_to_tokens_and_claims(self, client, secret, me):
        code = back(client.post(address(), {"answer": "yes"}))["code"]
        tokens = exchange(client, secret, code).json()

        told = client.get(reverse("openid:userinfo"), headers={"Authorization": f"Bearer {tokens['access_token']}"})

        assert told.json()["given_name"] == "Testa"
        assert "email" not in told.json()

    def test_whoever_has_said_yes_is_not_asked_again(self, client, secret, me):
        client.post(address(), {"answer": "yes"})

        assert "code" in back(client.get(address()))
        assert client.get(address(scope="openid email")).status_code == 200, "more is asked for"

    def test_no_is_told_to_the_client(self, client, secret, me):
        said = back(client.post(address(), {"answer": "no"}))

        assert (said["error"], said["state"]) == ("access_denied", "xyz")

    @pytest.mark.parametrize("asked", [{"client_id": "nobody"}, {"redirect_uri": "https://evil.example/back"}], ids=str)
    def test_a_request_of_nobody_is_told_to_nobody(self, client, secret, me, asked):
        page = client.get(address(**asked))

        assert page.status_code == 400
        assert "You cannot be signed in there" in page.content.decode()
        assert 'href="https://evil' not in page.content.decode()

    def test_whoever_wants_nothing_told_later_signs_in_all_the_same(self, client, secret, me):
        asked = address(scope="openid profile offline_access")
        assert "Yes, but only while I am here" in client.get(asked).content.decode()
        assert "only while I am here" not in client.get(address()).content.decode()

        tokens = exchange(client, secret, back(client.post(asked, {"answer": "now"}))["code"]).json()

        assert "refresh_token" not in tokens and "id_token" in tokens

    def test_silently_it_is_an_error_until_nothing_is_missing(self, client, secret):
        assert back(client.get(address(prompt="none")))["error"] == "login_required"
        sign_in(client, make_account())
        assert back(client.get(address(prompt="none")))["error"] == "consent_required"
        client.post(address(), {"answer": "yes"})
        assert "code" in back(client.get(address(prompt="none")))
        level = back(client.get(address(prompt="none", acr_values="ial1-aal2")))
        assert level["error"] == "unmet_authentication_requirements"

    def test_a_higher_level_is_asked_for_in_words(self, client, secret, me):
        page = client.get(address(acr_values="ial1-aal2"))

        assert page.status_code == 403
        assert "Set up a second factor" in page.content.decode()
        assert "/account/identity/?next=/openid/authorize/" in page.content.decode()

    def test_to_prove_anew_is_asked_once(self, client, secret, me):
        asked = address(prompt="login")
        first = client.get(asked)
        assert first.status_code == 302 and "/account/security/confirm/" in first.headers["Location"]

        session = client.session
        session["proved_at"] = now().isoformat()
        session.save()

        assert client.get(asked).status_code == 200, "the consent page"


class TestWhatWasAllowed:
    def test_it_is_listed_and_taken_back_in_two_clicks(self, client, secret, me):
        client.post(address(scope="openid profile"), {"answer": "yes"})
        assert "openid/allowed/" in client.get(reverse("account:home")).content.decode()

        page = client.get(reverse("openid:allowed")).content.decode()
        gone = client.post(reverse("openid:take-back", kwargs={"client_id": TAX.id}), follow=True)

        assert TAX.name in page and "Your name, date of birth and language" in page
        assert TAX.name not in gone.content.decode()
        assert client.get(address()).status_code == 200, "asked again"

    def test_what_nobody_allowed_cannot_be_taken_back(self, client, secret, me):
        assert client.post(reverse("openid:take-back", kwargs={"client_id": TAX.id})).status_code == 404

    def test_who_was_told_stands_in_the_trail(self, client, secret, me):
        tokens = exchange(client, secret, back(client.post(address(), {"answer": "yes"}))["code"]).json()
        client.get(reverse("openid:userinfo"), headers={"Authorization": f"Bearer {tokens['access_token']}"})

        trail = client.get(reverse("account:who-looked")).content.decode()

        assert "Tax portal" in trail
        assert "to tell another system what you allowed" in trail


class TestMachines:
    def test_what_we_offer_can_be_read_by_anybody(self, client, secret):
        found = client.get("/.well-known/openid-configuration")

        told = found.json()
        assert found.headers["Access-Control-Allow-Origin"] == "*"
        assert told["issuer"] == "http://localhost:8000"
        assert told["token_endpoint"] == "http://localhost:8000/openid/token/"
        assert told["code_challenge_methods_supported"] == ["S256"]

    def test_the_keys_are_shown(self, client):
        commands.look_after_keys(at=now())

        keys = client.get(reverse("openid:keys")).json()["keys"]

        told = {key["alg"]: set(key) - {"kty", "alg", "use", "kid"} for key in keys}
        assert told == {"RS256": {"n", "e"}, "ES256": {"crv", "x", "y"}}

    @pytest.mark.parametrize("page", ["openid:token", "openid:revoke", "openid:device-begin"])
    def test_only_forms_are_read(self, client, secret, page):
        assert client.get(reverse(page)).status_code == 405
        assert client.post(reverse(page), b"{}", "application/json").status_code == 400
        large = client.post(reverse(page), "code=" + "x" * 30_000, "application/x-www-form-urlencoded")
        assert large.status_code == 400

    @pytest.mark.parametrize("shown", ["", "Bearer", "Bearer nonsense", "Basic abc", "Bearer \u00e9"])
    def test_claims_are_told_to_nobody_else(self, client, secret, shown):
        answer = client.get(reverse("openid:userinfo"), headers={"Authorization": shown})

        assert answer.status_code == 401
        assert "Bearer" in answer.headers["WWW-Authenticate"]


class TestDevice:
    def test_letters_typed_on_a_telephone(self, client, me):
        secret = make_client(by_device=True)
        begun = client.post(
            reverse("openid:device-begin"),
            urlencode({"scope": "openid profile"}),
            "application/x-www-form-urlencoded",
            headers=header(secret),
        ).json()
        page = reverse("openid:device")

        assert client.post(page, {"code": "WRONG"}).status_code == 422
        asked = client.post(page, {"code": begun["user_code"].lower()})
        done = client.post(page, {"code": begun["user_code"], "answer": "yes"})

        assert TAX.name in asked.content.decode() and begun["user_code"].lower() in asked.content.decode()
        assert "goes on in a few seconds" in done.content.decode()
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": begun["device_code"]}
        tokens = client.post(
            reverse("openid:token"), urlencode(form), "application/x-www-form-urlencoded", headers=header(secret)
        )
        assert tokens.status_code == 200


class TestTheEnd:
    @pytest.fixture
    def tokens(self, client, secret, me):
        return exchange(client, secret, back(client.post(address(), {"answer": "yes"}))["code"]).json()

    def test_signing_out_here_ends_it_there(self, client, tokens):
        client.post(reverse("account:sign-out"))

        assert queries.tell_claims(at=now(), access_token=tokens["access_token"]) is None

    def test_a_new_password_ends_it_there(self, client, tokens):
        given = {"current_password": PASSWORD, "password": "another long enough sentence"}

        assert client.post(reverse("account:password"), given).status_code == 302
        assert queries.tell_claims(at=now(), access_token=tokens["access_token"]) is None
        assert client.get(address()).status_code == 302, "this visit goes on here"

    def test_a_client_signs_out_the_visit_that_it_knows(self, client, tokens):
        hint = {
            "id_token_hint": tokens["id_token"],
            "post_logout_redirect_uri": "https://tax.example/bye",
            "state": "s",
        }

        answer = client.get(f"{reverse('openid:end')}?{urlencode(hint)}")

        assert answer.headers["Location"] == "https://tax.example/bye?state=s"
        assert "/account/sign-in/" in client.get(address()).headers["Location"]

    def test_without_proof_somebody_is_asked_first(self, client, tokens):
        page = client.get(reverse("openid:end"))

        assert page.status_code == 200 and "Sign out here too?" in page.content.decode()
        assert "code" in back(client.get(address())), "still signed in"
        client.post(reverse("openid:end"), {"answer": "yes"})
        assert "/account/sign-in/" in client.get(address()).headers["Location"]

    @pytest.mark.parametrize("where", ["https://evil.example/bye", "https://tax.example/bye/", "//evil.example"])
    def test_nobody_is_sent_elsewhere_afterwards(self, client, tokens, where):
        hint = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": where}

        assert client.get(f"{reverse('openid:end')}?{urlencode(hint)}").headers["Location"] == "/"
