"""
An application that is signed, in a real browser on a telephone: what is missing is said, the paper is read, signed and handed in; the
officer sees who signed, and anybody who gets the file checks it.
"""

import pytest

from tests.journeys import filling, signers
from tests.journeys.test_identity import PHONE, follow, send
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
SERVICE, OFFICER = "business-name-registration", "clothilde"
WHO = {"en": ("marisol", "Marisol Papaya"), "acf": ("josette", "Josette Guava")}


def to_check(page):
    return page.url.endswith("/check/")


@pytest.mark.parametrize("language", ["en", "acf"])
def test_read_signed_and_handed_in(make_page, live, language):
    key, name = WHO[language]
    page = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(page, live, key=key, language=language)
    page.goto(f"/apply/{SERVICE}/")
    send(page, "main form[method=post] button.govuk-button")
    filling.go_through(page, filling.example(SERVICE), stop=to_check)
    assert faults_of(page, language) == []
    check = page.url
    if page.locator("main a[href='/account/security/']").count():
        assert not page.locator("[name=is_true]").count()
        signers.set_up_app(page, key)
        page.goto(check)
    page.locator("[name=is_true]").check()
    page.route("**/signing/paper/*/pages/**", lambda route: route.abort())  # a link too slow for the picture
    send(page)
    page.wait_for_url("**/signing/paper/**")
    assert faults_of(page, language) == []

    signers.confirm(page, key)
    page.locator(".govuk-error-summary").wait_for()  # who has seen nothing signs nothing
    assert faults_of(page, language) == []
    with page.context.expect_event("response", lambda answer: answer.url.endswith("/document/")):
        page.locator("main a[href$='/document/']").click()
    signers.confirm(page, key)
    page.wait_for_url("**/done/")
    assert faults_of(page, language) == []

    reference = live.query("SELECT reference FROM applications_application ORDER BY submitted_at DESC LIMIT 1").strip()
    page.goto(f"/my/applications/{reference}/")
    assert name in page.inner_text("main")
    assert faults_of(page, language) == []
    signed = page.request.get(page.locator("main a[href^='/files/']").first.get_attribute("href")).body()
    assert signed.startswith(b"%PDF-")
    strangers_check(make_page, live, signed, name, language)
    officers_look(make_page, live, reference, name, language)


def strangers_check(make_page, live, signed, name, language):
    stranger = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(stranger, live, key="", language=language)
    stranger.goto("/about/signatures/")
    assert faults_of(stranger, language) == []
    stranger.goto("/verify/file/")
    stranger.locator("[name=file]").set_input_files(
        {"name": "Application.pdf", "mimeType": "application/pdf", "buffer": signed}
    )
    send(stranger)
    stranger.locator("[name=file]").wait_for(state="detached")
    assert name in stranger.inner_text("main")
    assert stranger.locator(".dg-tag--done").count()


def officers_look(make_page, live, reference, name, language):
    desk = make_page(bypass_csp=True)
    sign_in(desk, live, key=OFFICER, language=language)
    desk.goto(f"/desk/cases/{reference}/")
    assert name in desk.inner_text("main")
    assert faults_of(desk, language) == []
    follow(desk, "main a[href$='/signature/']")
    desk.locator(".dg-tag--done").first.wait_for()  # the signature and its time stamp for the archive
    assert faults_of(desk, language) == []
