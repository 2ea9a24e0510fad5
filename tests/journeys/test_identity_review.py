"""A check of an identity is refused; on a telephone a review is asked for, and an office that had no part in it decides."""

import re

import pytest

from tests.journeys.test_account import open_account
from tests.journeys.test_alarms import visitor
from tests.journeys.test_identity import find, follow, send, type_day
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
NAMES = {"en": ("Emerentia", "Overlooked"), "acf": ("Hyacinth", "Overlooked")}
ANSWER = "The register spells your name in another way. Bring your card again, and ask for this case."


@pytest.mark.parametrize("language", ["en", "acf"])
def test_another_office_decides_whether_the_refusal_was_right(make_page, live, language):
    names = NAMES[language]
    person = visitor(make_page, live, language)
    officer, other = (make_page(bypass_csp=True) for _each in range(2))
    sign_in(officer, live, key="celestine", language=language)
    sign_in(other, live, key="adelaide", language=language)
    open_account(person, f"refused.{language}{live.port}@example.org", *names)
    refuse_at_counter(officer, " ".join(names), language)

    person.goto("/account/identity/")
    assert faults_of(person, language) == []
    follow(person, "main a[href*='/identity/review/']")
    assert faults_of(person, language) == []
    send(person)
    person.locator(".govuk-error-summary").wait_for()
    assert faults_of(person, language) == []
    person.locator("[name=why]").fill("The register spells my name in another way.")
    send(person)
    person.wait_for_url("**/my/applications/**")
    assert faults_of(person, language) == []
    reference = re.search(r"[A-Z]\d\d-\d{7,9}-\d", person.url)[0]

    assert officer.request.get(f"/desk/cases/{reference}/").status in (403, 404)
    answer(other, reference, language)
    person.goto(f"/my/applications/{reference}/")
    assert ANSWER in person.inner_text("main")
    assert faults_of(person, language) == []
    person.goto("/account/identity/")
    assert person.locator("main a[href*='/identity/review/']").count() == 0
    assert faults_of(person, language) == []


def refuse_at_counter(page, name, language):
    """A number that no register knows."""
    find(page, name)
    papers = page.locator("form:has([name=way][value=papers])")
    type_day(page, "born_on", (4, 5, 1977))
    papers.locator("[name=national_id]").fill("9999998")
    papers.locator("[name=paper][value=national-id-card]").check()
    papers.locator("[name=number]").fill("9999998")
    papers.locator("[name=seen][value=same]").check()
    send(page, "form:has([name=way][value=papers]) button")
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, language) == []


def answer(page, reference, language):
    page.goto(f"/desk/cases/{reference}/")
    send(page, "main form[action$='/claim/'] button")
    page.locator("[name=answer]").fill(ANSWER)
    page.locator("input[name=outcome][value=reversed]").check()
    assert faults_of(page, language) == []
    send(page, ".dg-desk__decide button:not([type=button])")
    assert page.locator(".govuk-error-summary").count() == 0
