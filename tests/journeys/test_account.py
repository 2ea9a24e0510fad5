"""An account from its first letter to a second factor, in a real browser; and without scripts as far as that goes."""

import base64
import re
import time
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tests.pages.checks import faults_of

pytestmark = pytest.mark.browser
PASSWORD = "seven pelicans over the bay"


def fill(page, **boxes):
    for name, value in boxes.items():
        page.fill(f"#{name}", value)
    with page.expect_navigation():
        page.locator("main form button:not([type=button])").first.click()


def codes_for(page, address):
    """The codes that have arrived in somebody's letter box, newest first."""
    reader = page.context.new_page()
    reader.goto(f"/rehearsal/messages/?to={address}")
    found = re.findall(r"\b\d{6}\b", " ".join(reader.locator("main .dg-rows a").all_inner_texts()))
    reader.close()
    return found


def code_for(page, address, before=0):
    """The newest code, once there are more than before; a worker sends it, so wait a little."""
    for _each in range(240):
        found = codes_for(page, address)
        if len(found) > before:
            return found[0]
        time.sleep(0.25)
    raise AssertionError(f"no code for {address}")


def digits(secret, at=None):
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(at or time.time())).decode()


def add_virtual_device(page):
    """An authenticator inside the browser that checks its owner without asking."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def open_account(page, address, given_names="Solange", family_name="Windward"):
    page.goto("/account/sign-up/")
    fill(page, address=address)
    fill(page, code=code_for(page, address))
    fill(page, given_names=given_names, family_name=family_name, password=PASSWORD)
    page.wait_for_url("**/account/")


def test_without_scripts_from_sign_up_to_an_authenticator_app(make_page, live):
    page = make_page(java_script_enabled=False)
    open_account(page, f"solange{live.port}@example.org")
    page.goto("/account/security/app/")
    secret = page.locator("main .dg-secret").inner_text().replace(" ", "")
    fill(page, code=digits(secret))
    page.wait_for_url("**/recovery-codes/")
    assert page.locator("main .dg-reference").count() == 10
    recovery = page.locator("main .dg-reference").first.inner_text()
    page.locator("header form[action='/account/sign-out/'] button").click()

    page.goto("/account/sign-in/?next=/account/security/")
    fill(page, address=f"solange{live.port}@example.org", password=PASSWORD)
    assert page.url.endswith("/account/second-factor/")
    fill(page, code=recovery)

    assert page.url.endswith("/account/security/")
    assert "9" in page.locator("main").inner_text()


def test_a_passkey_is_made_and_opens_the_account(make_page, live):
    page = make_page()
    add_virtual_device(page)
    open_account(page, f"passkey{live.port}@example.org")
    page.goto("/account/security/")
    page.fill("#passkey-name", "Test phone")
    page.locator("[data-passkey-add] button").click()
    page.wait_for_url("**/recovery-codes/")
    page.locator("header form[action='/account/sign-out/'] button").click()

    page.goto("/account/sign-in/?next=/account/security/")
    page.locator("[data-passkey-sign-in] button").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/account/security/")

    assert "Test phone" in page.locator("main").inner_text()


@pytest.mark.parametrize("language", ["en", "acf"])
def test_pages_that_no_link_reaches_are_for_everyone(make_page, live, language):
    page = make_page(bypass_csp=True)
    page.context.add_cookies([{"name": f"language_{live.port}", "value": language, "url": live.url}])
    found = {}

    def look(name):
        if faults := faults_of(page, language):
            found[name] = faults

    page.goto("/account/sign-up/")
    fill(page, address="not an address")
    look("sign-up with a fault")
    fill(page, address=f"{language}{live.port}@example.org")
    look("code")
    fill(page, code="1")
    look("code with a fault")
    fill(page, code=code_for(page, f"{language}{live.port}@example.org"))
    look("details")
    fill(page, given_names="", family_name="", password="short")
    look("details with faults")
    fill(page, given_names="Ti", family_name="Jean", password=PASSWORD)
    page.goto("/account/security/app/")
    look("app")
    fill(page, code=digits(page.locator("main .dg-secret").inner_text().replace(" ", "")))
    look("recovery codes")
    page.locator("header form[action='/account/sign-out/'] button").click()
    page.goto("/account/sign-in/")
    fill(page, address=f"{language}{live.port}@example.org", password=PASSWORD)
    look("second factor")
    page.goto("/account/recover/stop/no-such-token/")
    look("stop a recovery")

    assert found == {}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_forgotten_password_takes_mailbox_and_telephone(make_page, live, script):
    """The owner gets to the end; whoever reads the mailbox alone does not."""
    phone = "+1758555" + f"{live.port}{script:d}"[-4:]
    mail, new = f"forgot{script:d}{live.port}@example.org", "nine frigate birds above soufriere"
    owner = make_page(java_script_enabled=script, bypass_csp=True)
    open_account(owner, mail)
    owner.goto("/account/new-address/")
    fill(owner, address=phone)
    fill(owner, code=code_for(owner, phone))

    thief = make_page(java_script_enabled=script)
    ask_again(thief, mail)
    assert "Wait three days" not in thief.inner_text("main")
    thief.goto("/account/recover/password/")
    fill(thief, password=new)
    assert thief.url.endswith("/account/recover/second/")

    ask_again(owner, phone)
    assert not script or faults_of(owner, "en") == []
    before = len(codes_for(owner, mail))
    owner.get_by_role("button", name="Send a code to").click()
    owner.get_by_label("Second code").fill(code_for(owner, mail, before))
    owner.get_by_role("button", name="Continue").click()
    fill(owner, password=new)
    owner.get_by_role("heading", name="Your password is set").wait_for()
    owner.goto("/account/sign-in/")
    fill(owner, address=mail, password=new)
    owner.wait_for_url("**/account/")


def ask_again(page, address):
    """Up to the page that asks for the second proof."""
    page.goto("/account/recover/")
    before = len(codes_for(page, address))
    fill(page, address=address)
    fill(page, code=code_for(page, address, before))
    page.wait_for_url("**/account/recover/second/")
