"""What warns the owner of an account, in a real browser on a telephone: a browser nobody knows, an address that moved, a wait."""

import re

import pytest

from tests.journeys.test_account import PASSWORD, code_for, codes_for, fill, open_account
from tests.journeys.test_identity import PHONE, send
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
NOT_ME = re.compile(r"/account/not-me/[\w-]+/")
STOP = re.compile(r"/account/recover/stop/[\w-]+/")


def link_for(page, address, pattern):
    """The link in the newest message to that address that has one; messages leave by a job."""
    reader = page.context.new_page()
    for _each in range(120):
        reader.goto(f"/rehearsal/messages/?to={address}")
        for place in reader.locator("main .dg-rows a").evaluate_all("(links) => links.map((link) => link.href)"):
            reader.goto(place)
            if found := pattern.search(reader.inner_text("main")):
                reader.close()
                return found[0]
        page.wait_for_timeout(250)
    raise AssertionError(f"no such link came to {address}")


def visitor(make_page, live, language):
    page = make_page(bypass_csp=True, viewport=PHONE)
    page.context.add_cookies([{"name": f"language_{live.port}", "value": language, "url": live.url}])
    return page


def enter(page, address):
    page.goto("/account/sign-in/")
    fill(page, address=address, password=PASSWORD)


def recover(page, address):
    """Up to what follows the code that went to the address."""
    page.goto("/account/recover/")
    before = len(codes_for(page, address))
    fill(page, address=address)
    fill(page, code=code_for(page, address, before))


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_sign_in_on_a_browser_nobody_knows_ends_with_the_account_held(make_page, live, language):
    mail = f"warned.{language}{live.port}@example.org"
    owner, thief, mailbox = (visitor(make_page, live, language) for _each in range(3))
    open_account(owner, mail)
    enter(thief, mail)
    thief.wait_for_url("**/account/")

    link = link_for(mailbox, mail, NOT_ME)
    mailbox.goto(link)
    assert faults_of(mailbox, language) == []
    thief.goto("/account/security/")
    assert thief.url.endswith("/account/security/")  # opening the link alone did nothing: mail programs do it too
    send(mailbox, "main button.govuk-button--warning")
    assert mailbox.locator("main button.govuk-button--warning").count() == 0
    assert faults_of(mailbox, language) == []

    for visit in (thief, owner):
        visit.goto("/account/security/")
        assert "/sign-in/" in visit.url
    enter(thief, mail)
    thief.locator(".govuk-error-summary").wait_for()
    assert faults_of(thief, language) == []
    mailbox.goto(link)
    assert mailbox.locator("main form").count() == 0
    assert faults_of(mailbox, language) == []

    watch = make_page(bypass_csp=True)
    sign_in(watch, live, key="isidore", language=language)
    watch.goto("/desk/sign-in-watch/")
    assert faults_of(watch, language) == []
    note = watch.locator("main form:has([name=note])").first
    send(watch, "main form:has([name=note]) button >> nth=0")
    watch.locator(".govuk-error-summary").wait_for()
    assert faults_of(watch, language) == []
    note.locator("[name=note]").fill("Called the owner: the telephone was stolen.")
    send(watch, "main form:has([name=note]) button >> nth=0")


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_changed_address_is_told_to_the_old_one_and_put_back(make_page, live, language):
    mail, moved = (f"{name}.{language}{live.port}@example.org" for name in ("kept", "moved"))
    open_page, thief, mailbox = (visitor(make_page, live, language) for _each in range(3))
    open_account(open_page, mail)  # and the thief sits down at the open screen
    open_page.goto("/account/new-address/")
    fill(open_page, address=moved)
    fill(open_page, code=code_for(open_page, moved))
    recover(thief, moved)
    assert "recover/second" in thief.url
    assert faults_of(thief, language) == []
    assert thief.locator("main form").count() == 0  # the address is too new to set a password with

    mailbox.goto(link_for(mailbox, mail, NOT_ME))
    assert faults_of(mailbox, language) == []
    send(mailbox, "main button.govuk-button--warning")
    assert faults_of(mailbox, language) == []
    open_page.goto("/account/security/")
    assert "/sign-in/" in open_page.url
    recover(mailbox, mail)  # the old address opens it again, with a second proof
    assert "recover/second" in mailbox.url
    assert mailbox.locator("main [name=code]").count() == 1
    assert faults_of(mailbox, language) == []


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_wait_for_a_new_password_is_stopped_by_the_owner(make_page, live, language):
    mail = f"waits.{language}{live.port}@example.org"
    owner, thief, mailbox = (visitor(make_page, live, language) for _each in range(3))
    open_account(owner, mail)
    recover(thief, mail)
    send(thief, "form:has([name=way][value=wait]) button")
    assert faults_of(thief, language) == []

    link = link_for(mailbox, mail, STOP)
    mailbox.goto(link)
    assert faults_of(mailbox, language) == []
    send(mailbox, "main button.govuk-button--warning")
    assert faults_of(mailbox, language) == []
    mailbox.goto(link)
    send(mailbox, "main button.govuk-button--warning")
    assert faults_of(mailbox, language) == []
    thief.goto("/account/recover/second/")
    assert thief.locator("form:has([name=way][value=wait])").count() == 1  # nothing waits any more
