"""From the request to the claims, and everything on the way that must not work."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digigov.kernel.actor import ANONYMOUS, system
from digigov.kernel.errors import NotAllowed
from digigov.kernel.ids import new_id
from digigov.modules.identity.events import AccountWasHeld
from digigov.modules.identity.testing import make_me
from digigov.modules.openid import commands, queries, subscribers
from digigov.modules.openid.testing import (
    AT,
    BACK,
    SOON,
    Visit,
    brought_back,
    challenge,
    exchanges,
    make_client,
    make_signed_in,
    posts,
    wants,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit():
    return Visit()


def refusal(answer):
    assert answer.status in (400, 401)
    return answer.body["error"]


class TestTheWay:
    def test_the_browser_goes_back_with_a_code_a_state_and_whose_it_is(self, visit):
        answer = commands.allow(by=visit.me, at=AT, asked=wants(), who=visit.who)

        back = brought_back(answer)
        assert answer.status == 302 and answer.location.startswith(f"{BACK}?")
        assert set(back) == {"code", "state", "iss"}
        assert (back["state"], back["iss"]) == ("xyz", "http://localhost:8000")

    def test_a_code_buys_an_id_token_without_personal_data(self, visit):
        tokens = visit.tokens()

        claims = queries.read_own_token(tokens["id_token"], at=SOON)
        assert set(tokens) == {"access_token", "id_token", "token_type", "expires_in", "scope"}
        assert (claims["aud"], claims["nonce"], claims["acr"], claims["amr"]) == (
            "tax-portal", "n-1", "ial0-aal1", ["pwd"],
        )  # fmt: skip
        assert claims["auth_time"] == int(AT.timestamp())
        assert set(claims) == {
            "iss", "sub", "aud", "iat", "exp", "auth_time", "acr", "amr", "sid", "at_hash", "nonce",
        }  # fmt: skip

    def test_an_access_token_opens_what_was_asked_for_and_no_more(self, visit):
        token = visit.tokens(scope="openid email")["access_token"]

        told = queries.tell_claims(at=SOON, access_token=token)

        assert set(told) == {"sub", "email"}
        assert told["email"] == "testa@example.org"

    def test_what_the_client_may_not_have_is_left_out(self, visit):
        tokens = visit.tokens(scope="openid national_id phone profile")

        assert tokens["scope"] == "openid profile"

    def test_two_sectors_know_somebody_by_two_names(self, visit):
        mine = queries.tell_claims(at=SOON, access_token=visit.tokens()["access_token"])["sub"]
        other = make_client(id="health-portal", return_to=("https://health.example/back",))
        commands.give_consent(by=visit.me, at=AT, client_id="health-portal", scopes=("openid",))
        asked = wants(client_id="health-portal", redirect_uri="https://health.example/back", scope="openid")
        code = brought_back(commands.allow(by=visit.me, at=AT, asked=asked, who=visit.who))["code"]
        bought = exchanges(other, code, redirect_uri="https://health.example/back")
        form = replace(bought, headers=posts(other, client_id="health-portal").headers)
        token = commands.answer_token_request(at=SOON, asked=form).body["access_token"]

        assert queries.tell_claims(at=SOON, access_token=token)["sub"] != mine
        assert queries.tell_claims(at=SOON, access_token=visit.tokens()["access_token"])["sub"] == mine

    def test_nobody_is_let_in_without_consent_or_for_another(self, visit):
        stranger = make_me()

        with pytest.raises(NotAllowed):
            commands.allow(by=stranger, at=AT, asked=wants(), who=make_signed_in(stranger))
        with pytest.raises(NotAllowed):
            commands.allow(by=stranger, at=AT, asked=wants(), who=visit.who)
        with pytest.raises(NotAllowed):
            commands.allow(by=ANONYMOUS, at=AT, asked=wants(), who=visit.who)


class TestWhatIsWrongWithARequest:
    @pytest.mark.parametrize(
        "asked",
        [{"client_id": "nobody"}, {"client_id": None}, {"redirect_uri": "https://evil.example/back"},
         {"redirect_uri": f"{BACK}/"}, {"redirect_uri": f"{BACK}?x=1"}, {"redirect_uri": None}],
        ids=str,
    )  # fmt: skip
    def test_whoever_is_not_known_is_not_answered(self, visit, asked):
        with pytest.raises(queries.RequestRefused) as refused:
            queries.read_wish(at=AT, asked=wants(**asked), who=visit.who)

        assert not refused.value.may_go_back
        assert commands.refuse(at=AT, asked=wants(**asked)).location == ""

    @pytest.mark.parametrize(
        ("asked", "error"),
        [
            ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"code_challenge_method": None}, "invalid_request"),
            ({"code_challenge": "short"}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"response_type": "code id_token"}, "unsupported_response_type"),
            ({"scope": "profile"}, "invalid_scope"),
            ({"scope": None}, "invalid_scope"),
            ({"request": "eyJ"}, "request_not_supported"),
            ({"request_uri": "https://evil.example/r"}, "request_uri_not_supported"),
            ({"response_mode": "form_post"}, "invalid_request"),
            ({"prompt": "none login"}, "invalid_request"),
            ({"max_age": "ten"}, "invalid_request"),
            ({"acr_values": "ial3-aal2"}, "unmet_authentication_requirements"),
            ({"acr_values": "ial1-aal3"}, "unmet_authentication_requirements"),
        ],
        ids=str,
    )
    def test_a_known_client_is_told_at_its_own_address(self, visit, asked, error):
        answer = commands.refuse(at=AT, asked=wants(**asked))

        assert answer.location.startswith(f"{BACK}?")
        assert brought_back(answer)["error"] == error
        assert brought_back(answer)["state"] == "xyz"

    @pytest.mark.parametrize("name", ["redirect_uri", "client_id", "state", "code_challenge"])
    def test_nothing_is_said_twice(self, visit, name):
        asked = wants()
        twice = replace(asked, query={**asked.query, name: [*asked.query[name], *asked.query[name]]})

        with pytest.raises(queries.RequestRefused):
            queries.read_wish(at=AT, asked=twice, who=visit.who)


class TestWhatIsWrongWithACode:
    def test_it_works_once_and_shown_again_it_ends_what_it_bought(self, visit):
        code = visit.code()
        token = commands.answer_token_request(at=SOON, asked=exchanges(visit.secret, code)).body["access_token"]

        again = commands.answer_token_request(at=SOON, asked=exchanges(visit.secret, code))

        assert refusal(again) == "invalid_grant"
        assert queries.tell_claims(at=SOON, access_token=token) is None

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"code_verifier": "b" * 50}, "invalid_grant"),
            ({"code_verifier": challenge()}, "invalid_grant"),
            ({"code_verifier": ""}, "invalid_request"),
            ({"redirect_uri": "https://evil.example/back"}, "invalid_grant"),
            ({"redirect_uri": ""}, "invalid_grant"),
            ({"code": "of nobody"}, "invalid_grant"),
        ],
        ids=str,
    )
    def test_what_does_not_belong_to_it_spends_it(self, visit, given, error):
        code = visit.code()

        wrong = commands.answer_token_request(at=SOON, asked=exchanges(visit.secret, **{"code": code, **given}))
        right = commands.answer_token_request(at=SOON, asked=exchanges(visit.secret, code))

        assert refusal(wrong) == error
        assert right.status == (200 if "code" in given else 400)

    def test_after_a_minute_it_is_void(self, visit):
        late = commands.answer_token_request(at=AT + timedelta(seconds=61), asked=exchanges(visit.secret, visit.code()))

        assert refusal(late) == "invalid_grant"

    @pytest.mark.parametrize("secret", ["", "wrong"])
    def test_without_the_secret_it_buys_nothing_and_stays(self, visit, secret):
        code = visit.code()

        assert refusal(commands.answer_token_request(at=SOON, asked=exchanges(secret, code))) == "invalid_client"
        assert commands.answer_token_request(at=SOON, asked=exchanges(visit.secret, code)).status == 200

    def test_another_client_cannot_use_it(self, visit):
        other = make_client(id="health-portal", return_to=(BACK,))
        asked = replace(exchanges(visit.secret, visit.code()), headers=posts(other, client_id="health-portal").headers)

        assert refusal(commands.answer_token_request(at=SOON, asked=asked)) == "invalid_grant"

    @pytest.mark.parametrize("grant", ["password", "client_credentials", "implicit", ""])
    def test_other_ways_do_not_exist(self, visit, grant):
        asked = posts(visit.secret, grant_type=grant, username="me", password="secret")

        assert refusal(commands.answer_token_request(at=SOON, asked=asked)) == "unsupported_grant_type"

    def test_a_secret_in_the_address_is_not_read(self, visit):
        asked = replace(exchanges(visit.secret, visit.code()), query={"client_secret": [visit.secret]})

        assert refusal(commands.answer_token_request(at=SOON, asked=asked)) == "invalid_request"


class TestARefreshToken:
    @pytest.fixture
    def asked(self):
        return {"scope": "openid email offline_access"}

    def show(self, visit, token, at=SOON):
        return commands.answer_token_request(
            at=at, asked=posts(visit.secret, grant_type="refresh_token", refresh_token=token)
        )

    def test_is_given_only_where_it_was_asked_for(self, visit, asked):
        assert "refresh_token" not in visit.tokens()
        assert "refresh_token" in visit.tokens(**asked)

    def test_of_a_client_with_a_secret_stays(self, visit, asked):
        token = visit.tokens(**asked)["refresh_token"]

        new = [self.show(visit, token).body for _each in range(2)]

        assert all("refresh_token" not in each for each in new)
        assert len({each["access_token"] for each in new}) == 2

    def test_of_a_public_client_changes_and_a_spent_one_ends_all(self, asked):
        visit = Visit(is_public=True)
        first = visit.tokens(**asked)["refresh_token"]
        second = self.show(visit, first).body

        stolen = self.show(visit, first)

        assert refusal(stolen) == "invalid_grant"
        assert refusal(self.show(visit, second["refresh_token"])) == "invalid_grant"
        assert queries.tell_claims(at=SOON, access_token=second["access_token"]) is None

    def test_is_void_after_thirty_days(self, visit, asked):
        token = visit.tokens(**asked)["refresh_token"]

        assert refusal(self.show(visit, token, at=AT + timedelta(days=31))) == "invalid_grant"

    def test_however_often_it_changes_it_is_void_after_thirty_days(self, asked):
        visit = Visit(is_public=True)
        token = visit.tokens(**asked)["refresh_token"]
        for days in (10, 20, 29):
            token = self.show(visit, token, at=AT + timedelta(days=days)).body["refresh_token"]

        assert refusal(self.show(visit, token, at=AT + timedelta(days=31))) == "invalid_grant"

    def test_given_back_it_ends_that_sign_in(self, visit, asked):
        tokens = visit.tokens(**asked)

        assert commands.end_token(at=SOON, asked=posts(visit.secret, token=tokens["refresh_token"])).status == 200
        assert queries.tell_claims(at=SOON, access_token=tokens["access_token"]) is None

    def test_of_another_client_is_not_taken_back(self, visit, asked):
        tokens = visit.tokens(**asked)
        other = make_client(id="health-portal", return_to=(BACK,))

        commands.end_token(at=SOON, asked=posts(other, client_id="health-portal", token=tokens["refresh_token"]))

        assert queries.tell_claims(at=SOON, access_token=tokens["access_token"]) is not None


class TestWhatEndsIt:
    def test_consent_taken_back_is_effective_at_once(self, visit):
        token = visit.tokens()["access_token"]

        commands.end_consent(by=visit.me, at=SOON, client_id="tax-portal")

        assert queries.tell_claims(at=SOON, access_token=token) is None
        assert queries.read_wish(at=SOON, asked=wants(), who=visit.who).step == queries.CONSENT

    def test_an_access_token_works_for_a_quarter_of_an_hour(self, visit):
        token = visit.tokens()["access_token"]

        assert queries.tell_claims(at=SOON + timedelta(minutes=14), access_token=token)
        assert queries.tell_claims(at=SOON + timedelta(minutes=16), access_token=token) is None

    def test_the_end_of_the_visit(self, visit):
        token = visit.tokens()["access_token"]

        assert commands.end_visit(at=SOON, visits=[visit.who.visit]) == 1
        assert queries.tell_claims(at=SOON, access_token=token) is None

    def test_the_owner_says_that_somebody_else_used_the_account(self, visit):
        token = visit.tokens()["access_token"]
        subscribers.account_was_held(AccountWasHeld(account_id=new_id(), held_at=SOON))
        assert queries.tell_claims(at=SOON, access_token=token) is not None

        subscribers.account_was_held(AccountWasHeld(account_id=visit.who.account_id, held_at=SOON))

        assert queries.tell_claims(at=SOON, access_token=token) is None

    def test_the_end_of_the_client(self, visit):
        token = visit.tokens()["access_token"]

        commands.end_client(by=system("test"), at=SOON, client_id="tax-portal")

        assert queries.tell_claims(at=SOON, access_token=token) is None
        with pytest.raises(queries.RequestRefused):
            queries.read_wish(at=SOON, asked=wants(), who=visit.who)


class TestWhatIsStillMissing:
    @pytest.mark.parametrize(
        ("asked", "who", "step"),
        [
            ({}, {}, queries.GO_ON),
            ({"prompt": "consent"}, {}, queries.CONSENT),
            ({"scope": "openid phone"}, {}, queries.GO_ON),
            ({"max_age": "600"}, {"proved_at": AT - timedelta(seconds=601)}, queries.PROVE_AGAIN),
            ({"max_age": "600"}, {"proved_at": AT - timedelta(seconds=599)}, queries.GO_ON),
            ({"max_age": "0"}, {"proved_at": AT - timedelta(seconds=1)}, queries.PROVE_AGAIN),
            ({"prompt": "login"}, {}, queries.PROVE_AGAIN),
            ({"acr_values": "ial0-aal2"}, {}, queries.STEP_UP),
            ({"acr_values": "ial0-aal2"}, {"authentication": 2}, queries.GO_ON),
            ({"acr_values": "ial2-aal2"}, {"authentication": 2}, queries.STEP_UP),
            ({"acr_values": "ial2-aal2"}, {"identity": 2, "authentication": 2}, queries.GO_ON),
            ({"acr_values": "phr"}, {}, queries.GO_ON),
        ],
        ids=str,
    )
    def test_until_it_can_be_allowed(self, visit, asked, who, step):
        found = queries.read_wish(at=AT, asked=wants(**asked), who=replace(visit.who, **who))

        assert found.step == step

    def test_whoever_asks_in_the_name_of_a_client_without_a_secret_asks_each_time(self):
        visit = Visit(is_public=True)

        assert queries.read_wish(at=AT, asked=wants(), who=visit.who).step == queries.CONSENT

    def test_a_stranger_signs_in_first(self, visit):
        assert queries.read_wish(at=AT, asked=wants(), who=None).step == queries.SIGN_IN

    def test_whoever_has_proved_since_is_not_asked_again(self, visit):
        before, after = AT - timedelta(seconds=9), AT - timedelta(seconds=3)
        wish = queries.read_wish(
            at=AT, asked=wants(prompt="login"), who=replace(visit.who, proved_at=after), asked_at=before
        )

        assert wish.step == queries.GO_ON

    def test_without_the_level_nobody_is_allowed_past_the_page(self, visit):
        with pytest.raises(NotAllowed):
            commands.allow(by=visit.me, at=AT, asked=wants(acr_values="ial1-aal2"), who=visit.who)
