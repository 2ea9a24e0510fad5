"""Signing a paper with a key of one's own, in a real browser on a telephone; whoever gets it checks it; one changed byte and it is refused."""

import re
from pathlib import Path

import pytest
import typst
import yaml

from digigov.modules.documents.testing import make_pdf
from tests.journeys import signers
from tests.journeys.test_identity import PHONE, follow, send
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
CAST = yaml.safe_load(Path("src/digigov/rehearsal/cast.yaml").read_text())
SIGNERS = {"en": ("josette", "Josette Guava"), "acf": ("anselm", "Anselm Calabash")}
PAPER = typst.compile(b"= An agreement on a boat\nJosette lends it.\n#pagebreak()\nAnselm brings it back.")
SIGN = "form:has([name=read]) button:not([type=button])"


def set_up_app(page, key, language):
    """An authenticator app, and the digits that it shows next."""
    page.goto("/account/signing/")
    assert faults_of(page, language) == []
    if page.locator("main a[href^='/account/security/']").count():
        follow(page, "main a[href^='/account/security/']")
    if signers.set_up_app(page, key):
        follow(page, "main a[href='/account/signing/']")  # back to what it was for
    return lambda: signers.digits_of(key)


def begin(page, language):
    """The PDF and its kind; first with nothing, then a will, which the law leaves out."""
    page.goto("/account/")
    follow(page, "main a[href='/account/signing/']")
    assert faults_of(page, language) == []
    follow(page, "main a[href='/account/signing/new/']")
    assert faults_of(page, language) == []
    send(page)
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, language) == []
    page.locator("[name=kind][value=will]").check()
    page.locator("[name=file]").set_input_files(
        {"name": "Boat agreement.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    )
    send(page)
    page.locator("#kind-error").wait_for()
    page.locator("[name=kind][value=agreement]").check()
    page.locator("[name=file]").set_input_files(
        {"name": "Boat agreement.pdf", "mimeType": "application/pdf", "buffer": PAPER}
    )
    send(page)
    page.wait_for_url(re.compile(r"/account/signing/[0-9a-f-]{36}/$"))
    assert faults_of(page, language) == []


def confirm(page, digits, language):
    """Refused with nothing said, and again with a page unseen; then the second page is looked at."""
    send(page, SIGN)
    page.locator("#read-error").wait_for()
    assert faults_of(page, language) == []
    fill(page, digits())
    send(page, SIGN)
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, language) == []
    with page.expect_response(re.compile(r"/pages/2/$")):
        follow(page, "main a[rel=next]")
    assert page.locator(".dg-page img").evaluate("each => each.decode().then(() => each.naturalWidth)") > 500
    assert faults_of(page, language) == []
    fill(page, digits())
    send(page, SIGN)
    page.locator(".dg-tag--done").wait_for()
    assert faults_of(page, language) == []


def fill(page, digits):
    page.locator("[name=read]").check()
    page.locator("[name=current_password]").fill(CAST["password"])
    page.locator("[name=code]").fill(digits)


def save(page):
    with page.expect_download() as saved:
        page.locator("main a[href$='?download']").click()
    return saved.value.suggested_filename, Path(saved.value.path()).read_bytes()


def check(page, content, language):
    page.goto("/verify/")
    follow(page, "main a[href='/verify/file/']")
    assert faults_of(page, language) == []
    page.locator("[name=file]").set_input_files(
        {"name": "Boat agreement.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    send(page)
    page.locator("[name=file]").wait_for(state="detached")
    assert faults_of(page, language) == []
    return page.inner_text("main")


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_paper_is_signed_and_a_stranger_reads_by_whom(make_page, live, language):
    key, name = SIGNERS[language]
    page = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(page, live, key=key, language=language)
    digits = set_up_app(page, key, language)
    begin(page, language)
    confirm(page, digits, language)
    file_name, signed = save(page)
    assert file_name == "Boat agreement.pdf"

    stranger = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(stranger, live, key="", language=language)
    assert name in check(stranger, signed, language)
    assert (stranger.locator(".dg-tag--done").count(), stranger.locator(".govuk-warning-text").count()) == (1, 0)

    assert name not in check(stranger, make_pdf(), language)
    at = signed.index(b"/MediaBox") + len(b"/MediaBox [0 0 ")
    check(stranger, signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :], language)
    assert (stranger.locator(".dg-tag--done").count(), stranger.locator(".govuk-warning-text").count()) == (0, 1)
    assert stranger.locator(".dg-tag--ended").count() == 1

    page.goto("/account/signing/")
    assert name in page.inner_text("main")
    assert faults_of(page, language) == []
    send(page, "form[action$='/key/end/'] button")
    assert name not in page.inner_text("main")
    assert name in check(stranger, signed, language)
    assert stranger.locator(".dg-tag--done").count() == 1  # what was signed before still counts
