"""Somebody at a counter lets a register be read, and takes it back; somebody says that a register is wrong, and its keeper answers."""

import pytest

from tests.journeys import filling
from tests.journeys.test_identity import PHONE, follow, send
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
SERVICE = "tax-clearance-individual"  # the register of taxpayers is read only for whoever agrees
FIRST = {"for_other": False, "purpose": "loan", "institution": "First Example Bank", "is_true": True}
SAID = "She said: yes, look it up for me."
RIGHT = "It is spelled as on my birth certificate, which I can bring."
ANSWER = "It is spelled as on the birth certificate now."


def test_a_consent_at_a_counter_is_asked_printed_seen_and_taken_back(make_page, live):
    officer = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(officer, live, key="celestine", language="en")
    officer.goto("/desk/counter/?words=Marisol Papaya")
    with officer.expect_navigation():
        officer.get_by_role("link", name="Marisol Papaya").click()
    officer.get_by_label("What does the person want?").select_option(value=SERVICE)
    officer.get_by_label("Said so at the counter").check()
    send(officer, "main form[method=post] button")
    filling.go_through(officer, FIRST, stop=lambda page: "/page/taxpayer/" in page.url)
    form = officer.url
    assert officer.locator(".dg-prefilled").count() == 0
    follow(officer, "main a[href$='/consent/']")
    assert faults_of(officer, "en") == []

    send(officer, "main form:last-of-type button[type=submit]")  # nothing said
    officer.locator(".govuk-error-summary").wait_for()
    assert faults_of(officer, "en") == []
    officer.get_by_label("In their own words, before me").check()
    officer.locator("[name=evidence]").fill(SAID)
    send(officer, "main form:last-of-type button[type=submit]")
    officer.locator(".dg-slip").wait_for()
    assert "Register of taxpayers" in officer.inner_text(".dg-slip")
    assert faults_of(officer, "en") == []
    consent = officer.url
    officer.goto(form)
    assert officer.inner_text("#question-full_name .dg-prefilled__value") == "Marisol Papaya"

    person = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(person, live, key="marisol", language="en")
    person.goto("/account/consents/")
    assert "You said so at a counter" in person.inner_text("main")
    assert faults_of(person, "en") == []

    officer.goto(consent)
    send(officer, "main form[action$='/withdraw/'] button")
    officer.goto(form)
    assert officer.locator(".dg-prefilled").count() == 0


def test_what_a_register_has_wrong_is_answered_by_whoever_keeps_it(make_page, live):
    person = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(person, live, key="marisol", language="en")
    person.goto("/account/my-data/registers/tax-accounts/full_name/wrong/")
    assert "Inland Revenue Department" in person.inner_text("main")
    assert faults_of(person, "en") == []
    send(person, "main form[method=post] button")  # nothing said
    person.locator(".govuk-error-summary").wait_for()
    assert faults_of(person, "en") == []
    person.locator("[name=right]").fill(RIGHT)
    send(person, "main form[method=post] button")
    person.wait_for_url("**/my/applications/**")
    reference = person.url.rstrip("/").rpartition("/")[2]

    keeper = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(keeper, live, key="tobias", language="en")
    keeper.goto(f"/desk/cases/{reference}/")
    assert RIGHT in keeper.inner_text("main")
    send(keeper, "main form[action$='/claim/'] button")
    keeper.locator("[name=answer]").fill(ANSWER)
    keeper.locator("input[name=outcome][value=corrected]").check()
    assert faults_of(keeper, "en") == []
    send(keeper, ".dg-desk__decide button:not([type=button])")

    person.reload()
    assert ANSWER in person.inner_text("main")
    assert faults_of(person, "en") == []


def test_what_is_still_asked_twice_and_what_registers_say_fit_a_telephone(make_page, live):
    page = make_page(bypass_csp=True, viewport=PHONE)
    page.goto("/open-data/ask-once/")
    assert "6 of " in page.inner_text("main")
    assert faults_of(page, "en") == []

    sign_in(page, live, key="marisol", language="en")
    page.goto("/account/my-data/registers/")
    assert faults_of(page, "en") == []
