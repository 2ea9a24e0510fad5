"""
A certificate that the registrar signs with a key of her own, in real browsers at a telephone's width: the officer decides and signs with
a passkey, the citizen gets the paper, and a stranger who is given it sees who signed it and who sealed it.
"""

import pytest

from digigov.rehearsal.walks.walk import read_examples
from tests.journeys.desk import Desk
from tests.journeys.journey import Journey
from tests.journeys.test_account import add_virtual_device
from tests.journeys.test_each_service import SERVICES
from tests.journeys.test_identity import PHONE, follow, send
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
SERVICE, SIGNER, NAME, ROLE = "business-name-registration", "silas", "Silas Brassplate", "companies-supervisor"


class PhoneDesk(Desk):
    """Whoever signs the certificate does it on a telephone, and is looked at."""

    def __init__(self, people, make_page, live, language):
        super().__init__(people, SERVICE)
        self.make_page, self.live, self.language = make_page, live, language
        self.signed = 0

    def decide(self, reference, step_id, role, unit, doing, asks):
        if role != ROLE:
            super().decide(reference, step_id, role, unit, doing, asks)
            return
        page = self.make_page(bypass_csp=True, viewport=PHONE)
        sign_in(page, self.live, key=SIGNER, language=self.language)
        add_virtual_device(page)
        page.goto("/account/security/")
        page.fill("#passkey-name", f"Telephone {self.language}")
        with page.expect_navigation():
            page.locator("[data-passkey-add] button").click()
        page.goto(f"/desk/cases/{reference}/")
        send(page, "form[action$='/claim/'] button")
        page.locator("input[name=outcome][value=signed]").check()
        page.locator("#note").fill("Compared with the register")
        send(page, "form[action$='/decide/'] button")
        page.wait_for_url("**/sign/")
        self._look(page)
        page.locator("[data-passkey-sign-in] button").click()
        page.wait_for_url("**/desk/cases/**")
        self.signed += 1

    def _look(self, page):
        assert faults_of(page, self.language) == []
        picture = page.locator(".dg-page__picture")
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
        assert page.locator(".dg-page__text").text_content().strip()
        send(page, "form:has([name=read]) button:not([type=button])")  # nothing was ticked
        page.locator(".govuk-error-summary").wait_for()
        assert faults_of(page, self.language) == []
        page.set_viewport_size(PHONE)


@pytest.mark.parametrize("language", ["en", "acf"])
def test_decided_signed_sealed_given_out_and_checked_by_a_stranger(people, make_page, live, language):
    (folder,) = (each for each in SERVICES if each.name == SERVICE)
    journey = Journey(people, SERVICE, read_examples(folder)["plain"])
    journey.desk = desk = PhoneDesk(people, make_page, live, language)

    assert journey.to_the_end() == "granted"
    assert desk.signed == 1

    link = journey.page.locator("main a[href^='/files/']:has-text('Certificate of Registration')").first
    paper = journey.page.request.get(link.get_attribute("href").split("?")[0]).body()
    assert paper.startswith(b"%PDF-")
    stranger = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(stranger, live, key="", language=language)
    stranger.goto("/verify/")
    follow(stranger, "main a[href='/verify/file/']")
    stranger.locator("[name=file]").set_input_files(
        {"name": "Certificate.pdf", "mimeType": "application/pdf", "buffer": paper}
    )
    send(stranger)
    stranger.locator("[name=file]").wait_for(state="detached")
    said = stranger.inner_text("main")
    assert NAME in said and "Deputy registrar of companies" in said
    assert stranger.locator("main h2").count() == 2  # the registrar's signature, and the ministry's seal
    assert stranger.locator(".dg-tag--done").count() == 2
    assert faults_of(stranger, language) == []
