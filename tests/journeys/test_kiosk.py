"""Somebody begins at a kiosk, where no password is typed; an officer asks for the number, another looks again, the place is kept."""

import re

import pytest

from tests.journeys.test_account import open_account
from tests.journeys.test_alarms import visitor
from tests.journeys.test_identity import find, follow, look_again, send, type_day
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
PEOPLE = {
    "en": (("Octavia", "Lantern"), "9000091", (11, 2, 1983)),
    "acf": (("Silvestre", "Lantern"), "9000092", (30, 7, 1975)),
}
PLACE = "Self-service kiosk, Castries waterfront"


@pytest.mark.parametrize("language", ["en", "acf"])
def test_from_the_kiosk_to_the_counter_and_the_second_pair_of_eyes(make_page, live, language):
    names, number, born = PEOPLE[language]
    screen, first, second = (make_page(bypass_csp=True) for _each in range(3))
    for officer, key in ((screen, "placide"), (first, "celestine"), (second, "placide")):
        sign_in(officer, live, key=key, language=language)
    person = visitor(make_page, live, language)
    open_account(person, f"kiosk.{language}{live.port}@example.org", *names)

    set_up(screen, language)
    shown = enter(screen, number, born, language)
    find(first, " ".join(names))
    first.locator("[name=kiosk]").fill("000000")
    send(first, "form[method=get]:has([name=kiosk]) button")
    first.locator(".govuk-error-summary").wait_for()
    assert faults_of(first, language) == []
    first.locator("[name=kiosk]").fill(shown)
    send(first, "form[method=get]:has([name=kiosk]) button")
    assert first.locator("[name=national_id]").input_value() == number
    assert PLACE in first.inner_text("main")
    assert faults_of(first, language) == []
    first.locator("form:has([name=way][value=papers]) [name=seen][value=same]").check()
    send(first, "form:has([name=way][value=papers]) button")

    second.goto("/desk/identity/")
    with second.expect_navigation():
        second.get_by_role("link", name=" ".join(names)).click()
    assert PLACE in second.inner_text("main")
    look_again(second, " ".join(names), language)
    person.goto("/account/identity/")
    assert person.locator(".govuk-tag.dg-tag--done").count() == 1
    assert faults_of(person, language) == []


def set_up(page, language):
    """The officer walks to the screen, makes it a kiosk and is signed out by that."""
    page.goto("/desk/kiosk/")
    assert faults_of(page, language) == []
    send(page, "main form:has([name=place]) button")
    page.wait_for_url("**/kiosk/")
    assert faults_of(page, language) == []
    page.goto("/desk/counter/")
    assert "/sign-in/" in page.url
    page.goto("/kiosk/")


def enter(page, number, born, language):
    """What the person has; the number of the screen."""
    send(page)
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, language) == []
    assert page.locator("input[type=password]").count() == 0
    page.locator("[name=national_id]").fill(number)
    type_day(page, "born_on", born)
    page.locator("[name=paper][value=national-id-card]").check()
    page.locator("[name=number]").fill(number)
    send(page)
    assert faults_of(page, language) == []
    shown = re.search(r"\b\d{3} \d{3}\b", page.inner_text("main"))[0]
    follow(page, "main a.govuk-button[href='/kiosk/']")
    assert page.locator("[name=national_id]").input_value() == ""
    return shown
