"""Three ways to show who one is, in a real browser on a telephone: from home, before two officers, and by somebody who vouches."""

import pytest

from tests.journeys import filling
from tests.journeys.test_account import code_for, codes_for
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
PHONE = {"width": 320, "height": 640}
SERVICE = "tax-clearance-individual"  # it asks that whoever applies has shown who they are
HOME = {
    "en": ("kendra", "9000003", (28, 2, 2007), "2007-99001", "+17585550102"),
    "acf": ("theodule", "9000002", (2, 11, 1948), "1948-99001", "+17585550101"),
}
COUNTER = {
    "en": ("bertrand", "Bertrand Coconut", "9000007", (24, 12, 1969), "Nola"),
    "acf": ("ines", "Inés Faraway", "9000005", (30, 1, 1985), "Noline"),
}


def follow(page, link):
    with page.expect_navigation():
        page.locator(link).first.click()


def send(page, button="main form button:not([type=button])"):
    with page.expect_navigation():
        page.locator(button).last.click()


def type_day(page, name, day):
    for part, number in zip(("day", "month", "year"), day, strict=True):
        page.locator(f"[name={name}-{part}]").fill(str(number))


@pytest.mark.parametrize("language", ["en", "acf"])
def test_from_home_in_the_middle_of_an_application_that_goes_on_where_it_was(make_page, live, language):
    key, number, born, entry, phone = HOME[language]
    page = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(page, live, key=key, language=language)
    answers = filling.example(SERVICE, "for-another")
    page.goto(f"/apply/{SERVICE}/")
    assert faults_of(page, language) == []
    send(page, "main form[method=post] button.govuk-button")
    filling.go_through(page, answers, stop=lambda page: page.url.endswith("/check/"))
    assert faults_of(page, language) == []
    follow(page, "a[href^='/account/identity/?next=']")
    assert faults_of(page, language) == []
    follow(page, "a[href='/account/identity/remote/']")
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
    page.wait_for_url("**/check/")
    assert filling.go_through(page, answers)

    for place in ("/account/identity/", "/account/who-looked/"):
        page.goto(place)
        assert faults_of(page, language) == []


@pytest.mark.parametrize("language", ["en", "acf"])
def test_before_two_officers_and_then_vouching_for_somebody(make_page, live, language):
    key, name, number, born, other = COUNTER[language]
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

    without_papers = f"{other} Paperless"
    first.goto("/desk/counter/people/new/")
    first.locator("[name=given_names]").fill(other)
    first.locator("[name=family_name]").fill("Paperless")
    send(first)
    find(first, without_papers)
    vouched = first.locator("form:has([name=way][value=vouched])")
    type_day(first, "vouched_born_on", (3, 2, 2001))
    vouched.locator("[name=voucher_number]").fill(number)
    vouched.locator("[name=years]").fill("12")
    send(first, "form:has([name=way][value=vouched]) button")
    assert faults_of(first, language) == []

    voucher = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(voucher, live, key=key, language=language)
    voucher.goto("/account/identity/")
    assert without_papers in voucher.inner_text("main")
    assert faults_of(voucher, language) == []
    send(voucher, "button[name=answer][value=yes]")
    look_again(second, without_papers, language)

    find(first, without_papers)
    assert first.locator(".govuk-tag.dg-tag--done").count() == 1
    assert faults_of(first, language) == []


def find(page, name):
    page.goto(f"/desk/counter/?words={name}")
    with page.expect_navigation():
        page.get_by_role("link", name=name).click()
    follow(page, "main a[href$='/identity/']")


def look_again(page, name, language):
    page.goto("/desk/identity/")
    assert faults_of(page, language) == []
    with page.expect_navigation():
        page.get_by_role("link", name=name).click()
    assert faults_of(page, language) == []
    page.locator("[name=answer][value=same]").check()
    send(page)
    page.wait_for_url("**/desk/identity/")
