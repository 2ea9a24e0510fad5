"""On a telephone: somebody sees what would be erased and what stays, asks, withdraws, asks again; two weeks later it is done."""

import pytest

from digigov.kernel.ids import new_id
from tests.journeys.test_account import PASSWORD, open_account
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
PHONE = {"width": 320, "height": 640}
PAGE = "/account/my-data/erase/"
TWO_WEEKS_LATER = """
from datetime import timedelta
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.privacy.commands import erase_due, remind_of_erasures
remind_of_erasures(by=system("clock"), at=now() + timedelta(days=13))
print(erase_due(by=system("clock"), at=now() + timedelta(days=15)))
"""


def send(page, button):
    with page.expect_navigation():
        page.locator(button).last.click()


def prove(page):
    """Whoever has just opened the account need not show it again."""
    if not page.locator("main a[href*='/security/confirm/']").count():
        return
    send(page, "main a[href*='/security/confirm/']")
    page.locator("[name=current_password]").fill(PASSWORD)
    send(page, "main form[method=post] button:not([type=button])")
    page.wait_for_url(f"**{PAGE}")


@pytest.mark.parametrize("language", ["en", "acf"])
def test_asked_withdrawn_asked_again_and_done(make_page, live, language):
    page = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(page, live, key="", language="en")
    open_account(page, f"gone-{new_id().hex[-8:]}@example.org")
    if language == "acf":
        send(page, ".dg-bar button[name=language][value=acf]")

    page.goto("/account/my-data/")
    send(page, f"main a[href='{PAGE}']")
    assert faults_of(page, language) == []
    prove(page)
    assert faults_of(page, language) == []
    send(page, "main button.govuk-button--warning")
    assert faults_of(page, language) == []
    send(page, "form[action$='/withdraw/'] button")
    assert page.locator("form[action$='/withdraw/']").count() == 0

    send(page, "main button.govuk-button--warning")
    page.locator("form[action$='/withdraw/']").wait_for()
    assert live.python(TWO_WEEKS_LATER).strip().splitlines()[-1] == "1"

    page.goto("/account/")
    page.wait_for_url("**/account/sign-in/**")  # the account is gone, and the visit with it


def test_the_officer_sees_it_and_holds_it_up(make_page, live):
    person = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(person, live, key="", language="en")
    open_account(person, f"held-{new_id().hex[-8:]}@example.org")
    person.goto(PAGE)
    prove(person)
    send(person, "main button.govuk-button--warning")

    officer = make_page(bypass_csp=True, viewport={"width": 1280, "height": 900})
    sign_in(officer, live, key="adelaide", language="en")
    officer.goto("/desk/erasures/")
    assert faults_of(officer, "en") == []
    send(officer, "main .dg-rows a >> nth=0")
    assert faults_of(officer, "en") == []
    officer.locator("[name=reason]").fill("A court wants the papers until March.")
    send(officer, "main form:has([name=reason]) button")
    assert faults_of(officer, "en") == []
    officer.goto("/desk/erasures/destroyed/")
    assert faults_of(officer, "en") == []
    officer.goto("/desk/erasures/ask/")
    send(officer, "main form[method=post] button")
    assert faults_of(officer, "en") == []

    person.goto(PAGE)
    assert "A court wants the papers until March." in person.inner_text("main")
    assert faults_of(person, "en") == []
