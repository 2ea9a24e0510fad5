"""Somebody signs in to another system with the account of this window, sees what it is told, and takes it back."""

import base64
import json
import urllib.request
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from digigov.modules.openid.testing import VERIFIER, challenge
from tests.elsewhere import register
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser


def asked(client_id, back, **more):
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": back,
        "scope": "openid profile",
        "state": "s",
        "code_challenge": challenge(),
        "code_challenge_method": "S256",
        **more,
    }
    return f"/openid/authorize/?{urlencode(query)}"


def post(live, path, secret, client_id, **form):
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    request = urllib.request.Request(  # noqa: S310
        f"{live.url}{path}", urlencode(form).encode(), {"Authorization": f"Basic {pair}"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.load(answer)


@pytest.mark.parametrize("language", ["en", "acf"])
def test_signing_in_elsewhere_and_taking_it_back(make_page, live, back, language):
    client_id = f"library-{language}"
    secret = register(live, client_id, back)
    page = make_page(bypass_csp=True)
    sign_in(page, live, key="marisol", language=language)

    page.goto(asked(client_id, back))
    assert faults_of(page, language) == []
    page = make_page()  # under the policy that says where forms may lead
    sign_in(page, live, key="marisol", language=language)
    page.goto(asked(client_id, back))
    page.locator("button[value=yes]").click()
    page.wait_for_url(f"{back}**")
    brought = parse_qs(urlsplit(page.url).query)
    assert (brought["state"], brought["iss"]) == (["s"], [live.url])
    tokens = post(
        live, "/openid/token/", secret, client_id,
        grant_type="authorization_code", code=brought["code"][0], redirect_uri=back, code_verifier=VERIFIER,
    )  # fmt: skip
    ask = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert page.request.get("/openid/userinfo/", headers=ask).json()["given_name"] == "Marisol"

    page.goto("/account/who-looked/")
    assert "Library of the Blue Mountain" in page.inner_text("main")
    page = make_page(bypass_csp=True)
    sign_in(page, live, key="marisol", language=language)
    page.goto("/openid/allowed/")
    assert faults_of(page, language) == []
    page.locator(f"form[action*='{client_id}'] button").click()
    page.wait_for_load_state()
    assert page.request.get("/openid/userinfo/", headers=ask).status == 401


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_screen_without_a_keyboard(make_page, live, back, language):
    client_id = f"kiosk-{language}"
    secret = register(live, client_id, back)
    begun = post(live, "/openid/device/begin/", secret, client_id, scope="openid profile")
    page = make_page(bypass_csp=True)
    sign_in(page, live, key="marisol", language=language)

    page.goto("/openid/device/")
    assert faults_of(page, language) == []
    page.locator("[name=code]").fill("WRONG")
    page.locator("main form button").click()
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, language) == []
    page.locator("[name=code]").fill(begun["user_code"].lower())
    page.locator("main form button").click()
    page.locator("button[value=yes]").click()
    page.wait_for_load_state()
    assert faults_of(page, language) == []

    tokens = post(
        live, "/openid/token/", secret, client_id,
        grant_type="urn:ietf:params:oauth:grant-type:device_code", device_code=begun["device_code"],
    )  # fmt: skip
    assert tokens["token_type"] == "Bearer"


@pytest.mark.parametrize("language", ["en", "acf"])
def test_what_cannot_be_done_is_said_on_a_page(make_page, live, back, language):
    client_id = f"bank-{language}"
    register(live, client_id, back)
    page = make_page(bypass_csp=True)
    sign_in(page, live, key="marisol", language=language)

    for address in (asked("nobody", back), asked(client_id, back, acr_values="ial1-aal2"), "/openid/end/"):
        page.goto(address)
        assert faults_of(page, language) == [], address
