"""On a telephone: the second proof asked for by post, and printed at the bureau."""

import pytest

from tests.journeys.test_account import open_account
from tests.journeys.test_identity import PHONE, send, type_day
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
NAMES = ("Leocadia", "Envelope")  # somebody whom no other journey proves
NUMBER, ENTRY, BORN = "9000093", "1990-99001", (6, 5, 1990)


def test_a_letter_is_asked_for_printed_and_its_check_given_up(make_page, live):
    page, officer = make_page(bypass_csp=True, viewport=PHONE), make_page(bypass_csp=True)
    open_account(page, f"letter{live.port}@example.org", *NAMES)
    sign_in(officer, live, key="celestine", language="en")
    page.goto("/account/identity/remote/")
    assert faults_of(page, "en") == []
    type_day(page, "born_on", BORN)
    page.locator("[name=national_id]").fill(NUMBER)
    page.locator("[name=paper][value=birth-certificate]").check()
    page.locator("[name=number]").fill(ENTRY)
    page.locator("[name=way][value=letter]").check()
    send(page)
    page.wait_for_url("**/account/identity/")
    assert faults_of(page, "en") == []

    officer.goto("/desk/letters/")
    assert NAMES[0] in officer.inner_text("main")
    with officer.expect_download() as printed:
        officer.locator("form[action$='/print/'] button").first.click()
    assert printed.value.suggested_filename == "letter.pdf"
    officer.goto("/desk/letters/")
    assert faults_of(officer, "en") == []
    send(officer, "form[action$='/sent/'] button")

    page.goto("/account/identity/letter/")
    assert faults_of(page, "en") == []
    page.locator("[name=code]").fill("BCDF-BCDF")
    send(page)
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, "en") == []
    page.goto("/account/identity/")
    send(page, "form[action$='/identity/stop/'] button")
    assert page.locator("form[action$='/identity/stop/']").count() == 0
    assert faults_of(page, "en") == []
