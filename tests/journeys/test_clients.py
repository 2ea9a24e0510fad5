"""Two officers register a system that people sign in to, and change where they are sent back to; and a person who is told of later or not."""

import pytest

from tests.elsewhere import register
from tests.journeys.test_elsewhere import asked
from tests.journeys.test_identity import PHONE, follow, send
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_system_is_registered_and_changed_by_two(make_page, live, language):
    first, second = make_page(bypass_csp=True), make_page(bypass_csp=True)
    sign_in(first, live, key="isidore", language=language)
    sign_in(second, live, key="adelaide", language=language)
    client_id = f"museum-{language}"

    first.goto("/desk/clients/new/")
    send(first, "main form[method=post] button")
    first.locator(".govuk-error-summary").wait_for()
    assert faults_of(first, language) == []
    for name, value in {
        "id": client_id,
        "name": f"Museum of Lanterns {language}",
        "purpose": "To borrow a lantern for a week.",
        "contact": "museum@example.org",
        "return_to": "https://museum.example/back",
    }.items():
        first.locator(f"[name={name}]").fill(value)
    first.locator("[name=unit]").select_option("modernisation")
    first.locator("[name=scopes][value=profile]").check()
    send(first, "main form[method=post] button")
    first.wait_for_url("**/desk/clients/")
    assert faults_of(first, language) == []
    decide(second, client_id, language)
    assert second.locator("main code").count() == 1
    assert faults_of(second, language) == []

    first.goto(f"/desk/clients/{client_id}/")
    assert faults_of(first, language) == []
    follow(first, "main a[href$='/change/']")
    assert faults_of(first, language) == []
    first.locator("[name=return_to]").fill("https://museum.example/elsewhere")
    send(first, "main form[method=post] button")
    decide(second, client_id, language)
    second.goto(f"/desk/clients/{client_id}/")
    assert "https://museum.example/elsewhere" in second.inner_text("main")
    second.goto("/desk/clients/")
    assert faults_of(second, language) == []
    second.goto(f"/desk/clients/{client_id}/")
    send(second, "main form:has([value=end]) button")
    assert second.locator("main form").count() == 0
    assert faults_of(second, language) == []


def decide(page, client_id, language):
    """What waits of that system is looked at and agreed to."""
    page.goto("/desk/clients/")
    follow(page, "main a[href*='/clients/waiting/']")
    assert client_id in page.inner_text("main")
    assert faults_of(page, language) == []
    page.locator("[name=answer][value=yes]").check()
    send(page, "main form[method=post] button")


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_person_signs_in_there_and_refuses_to_be_told_of_later(make_page, live, back, language):
    client_id = f"gallery-{language}"
    register(live, client_id, back, scopes=("profile", "offline_access"))
    page = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(page, live, key="marisol", language=language)
    page.goto(asked(client_id, back, scope="openid profile offline_access"))
    assert faults_of(page, language) == []
    assert page.locator("button[name=answer]").count() == 3
    page.locator("button[value=now]").click()
    page.wait_for_url(f"{back}**")

    page.goto("/openid/allowed/")
    assert page.locator(f"form[action*='{client_id}']").count() == 1
    assert faults_of(page, language) == []
