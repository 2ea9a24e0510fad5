"""Three ways to show who one is, in a real browser on a telephone: from home, before two officers, and by somebody who vouches."""

import pytest

from tests.journeys.test_account import code_for, codes_for
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
HOME = {
    "en": ("marisol", "9000001", (12, 4, 1991), "1991-99001", "+17585550100"),
    "acf": ("theodule", "9000002", (2, 11, 1948), "1948-99001", "+17585550101"),
}
COUNTER = {
    "en": ("josette", "Josette Guava", "9000006", (5, 6, 1988), "kendra", "Kendra Tamarind", (28, 2, 2007)),
    "acf": ("anselm", "Anselm Calabash", "9000004", (19, 8, 1979), "bertrand", "Bertrand Coconut", (24, 12, 1969)),
}


def send(page, button="main form button:not([type=button])"):
    with page.expect_navigation():
        page.locator(button).last.click()


def type_day(page, name, day):
    for part, number in zip(("day", "month", "year"), day, strict=True):
        page.locator(f"[name={name}-{part}]").fill(str(number))


@pytest.mark.parametrize("language", ["en", "acf"])
def test_from_home_with_two_papers_and_a_code(make_page, live, language):
    key, number, born, entry, phone = HOME[language]
    page = make_page(bypass_csp=True, viewport={"width": 320, "height": 640})
    sign_in(page, live, key=key, language=language)
    page.goto("/account/identity/")
    assert faults_of(page, language) == []
    with page.expect_navigation():
        page.locator("a[href='/account/identity/remote/']").click()
    assert faults_of(page, language) == []
    type_day(page, "born_on", born)
    page.locator("[name=national_id]").fill(number)
    page.locator("[name=paper][value=birth-certificate]").check()
    page.locator("[name=number]").fill("1900-00000")
    send(page)
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, language) == []

    before = len(codes_for(page, phone))
    page.locator("[name=number]").fill(entry)
    send(page)
    page.wait_for_url("**/identity/code/")
    assert faults_of(page, language) == []
    page.locator("[name=code]").fill(code_for(page, phone, before))
    send(page)
    page.wait_for_url("**/account/identity/")

    assert page.locator(".govuk-tag").count() == 1
    assert faults_of(page, language) == []
    page.goto("/account/who-looked/")
    assert faults_of(page, language) == []


@pytest.mark.parametrize("language", ["en", "acf"])
def test_before_two_officers_and_then_vouching_for_somebody(make_page, live, language):
    key, name, number, born, other, others_name, others_born = COUNTER[language]
    first, second = (make_page(bypass_csp=True) for _ in range(2))
    sign_in(first, live, key="celestine", language=language)
    sign_in(second, live, key="placide", language=language)

    find(first, name)
    assert faults_of(first, language) == []
    papers = first.locator("form:has([name=way][value=papers])")
    type_day(first, "born_on", born)
    papers.locator("[name=national_id]").fill(number)
    papers.locator("[name=paper][value=national-id-card]").check()
    papers.locator("[name=number]").fill(number)
    papers.locator("[name=seen][value=same]").check()
    send(first, "form:has([name=way][value=papers]) button")
    look_again(second, name, language)

    find(first, others_name)
    vouched = first.locator("form:has([name=way][value=vouched])")
    type_day(first, "vouched_born_on", others_born)
    vouched.locator("[name=voucher_number]").fill(number)
    vouched.locator("[name=years]").fill("12")
    send(first, "form:has([name=way][value=vouched]) button")
    assert faults_of(first, language) == []

    voucher = make_page(bypass_csp=True, viewport={"width": 320, "height": 640})
    sign_in(voucher, live, key=key, language=language)
    voucher.goto("/account/identity/")
    assert others_name in voucher.inner_text("main")
    assert faults_of(voucher, language) == []
    voucher.locator("button[name=answer][value=yes]").click()
    voucher.wait_for_load_state()
    look_again(second, others_name, language)

    person = make_page(bypass_csp=True, viewport={"width": 320, "height": 640})
    sign_in(person, live, key=other, language=language)
    person.goto("/account/identity/")
    assert person.locator(".govuk-tag").count() == 1
    assert faults_of(person, language) == []


def find(page, name):
    page.goto(f"/desk/counter/?words={name}")
    with page.expect_navigation():
        page.get_by_role("link", name=name).click()
    with page.expect_navigation():
        page.locator("a[href$='/identity/']").first.click()


def look_again(page, name, language):
    page.goto("/desk/identity/")
    assert faults_of(page, language) == []
    with page.expect_navigation():
        page.get_by_role("link", name=name).click()
    assert faults_of(page, language) == []
    page.locator("[name=answer][value=same]").check()
    send(page)
    page.wait_for_url("**/desk/identity/")
