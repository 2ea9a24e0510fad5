"""Acting for others, written down for people at a counter and on the telephone, in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.test_account import code_for, codes_for
from tests.journeys.test_identity import follow, send, type_day
from tests.journeys.test_mandates import SERVICE, newest_code, visit
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
GUARDIAN = {
    "en": ("Bertrand Coconut", "marisol", "Marisol Papaya", "9000001"),
    "acf": ("Théodule Breadfruit", "josette", "Josette Guava", "9000006"),
}
CALLER = {
    "en": ("Anselm Calabash", "+17585550103", "josette", ("Josette", "Guava")),
    "acf": ("Josette Guava", "+17585550105", "marisol", ("Marisol", "Papaya")),
}


def counter(make_page, live, key, language):
    page = make_page(bypass_csp=True)
    sign_in(page, live, key=key, language=language)
    return page


def choose(page, name, way):
    """The form for one way, on the page of the person at the counter."""
    page.goto(f"/desk/counter/?words={name}")
    with page.expect_navigation():
        page.get_by_role("link", name=name).click()
    follow(page, "main a[href$='/mandates/']")
    page.goto(f"{page.url}?way={way}")


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_guardian_is_written_down_by_two_officers(make_page, live, language):
    name, key, guardian, number = GUARDIAN[language]
    first, second = (counter(make_page, live, each, language) for each in ("celestine", "placide"))
    choose(first, name, "guardian")
    assert faults_of(first, language) == []
    first.locator("[name=agent_number]").fill(number)
    send(first)
    first.locator(".govuk-error-summary").wait_for()
    assert faults_of(first, language) == []
    first.locator("[name=paper]").fill("Order of the family court")
    first.locator("[name=number]").fill("FC-99001")
    type_day(first, "dated_on", (2, 11, 2026))
    type_day(first, "ends_on", (2, 11, 2028))
    send(first)
    assert guardian in first.inner_text("main")
    assert faults_of(first, language) == []

    second.goto("/desk/mandates/")
    assert faults_of(second, language) == []
    follow(second, f"main a:has-text('{guardian}')")
    assert "Order of the family court" in second.inner_text("main")
    assert faults_of(second, language) == []
    send(second)
    second.locator(".govuk-error-summary").wait_for()
    assert faults_of(second, language) == []
    second.locator("[name=answer][value=same]").check()
    send(second)
    second.wait_for_url("**/desk/mandates/")
    assert guardian not in second.inner_text("main")

    page = visit(make_page, live, key=key, language=language)
    page.goto("/account/mandates/")
    send(page, f"form[action$='/begin/']:has-text('{name}') button")
    page.wait_for_url("**/my/")
    assert name in page.inner_text(".dg-acting")


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_caller_reads_back_the_code_and_whom_they_named_accepts(make_page, live, language):
    name, phone, key, (given, family) = CALLER[language]
    page = counter(make_page, live, "celestine", language)
    choose(page, name, "call")
    assert faults_of(page, language) == []
    page.locator("[name=given_names]").fill(given)
    page.locator("[name=family_name]").fill(family)
    page.locator("[name=address]").fill(f"{key}.{language}@example.org")
    page.locator(f"[name=services][value={SERVICE}]").check()
    last = datetime.now(tz=UTC).date() + timedelta(days=90)
    type_day(page, "ends_on", (last.day, last.month, last.year))
    before = len(codes_for(page, phone))
    send(page)
    page.wait_for_url("**/call/")
    assert faults_of(page, language) == []
    page.locator("[name=code]").fill("000000")
    send(page)
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, language) == []
    page.locator("[name=code]").fill(code_for(page, phone, before))
    send(page)
    page.wait_for_url("**/desk/counter/")

    agent = visit(make_page, live, key=key, language=language)
    code = newest_code(agent, f"{key}.{language}@example.org")
    agent.goto("/account/mandates/accept/")
    agent.locator("[name=code]").fill(code)
    send(agent, "button[name=answer][value=yes]")
    agent.wait_for_url("**/account/mandates/")
    assert name in agent.inner_text("main")
