"""A stranger reports a pothole on a telephone, another follows it, the liaison officer answers with a photo, and the stranger says no."""

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
WHERE = {"en": (13.99, -60.99), "acf": (13.76, -60.97)}


def picture() -> dict:
    made = BytesIO()
    Image.new("RGB", (400, 300), "gray").save(made, "JPEG")
    return {"name": "done.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def look(page, name, language):
    """Without faults; a picture of it where somebody wants to look (``DIGIGOV_LOOK`` names a folder)."""
    size = page.viewport_size
    assert faults_of(page, language) == []
    page.set_viewport_size(size)
    if folder := os.environ.get("DIGIGOV_LOOK"):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=Path(folder) / f"{name}-{language}-{width}.png", full_page=True)
        page.set_viewport_size(size)


def press(page, button):
    with page.expect_navigation():
        page.locator(button).first.click()


@pytest.mark.parametrize("language", ["en", "acf"])
def test_from_the_report_to_the_citizens_no(make_page, live, language):
    page = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(page, live, key="", language=language)
    page.goto("/report/")
    look(page, "choose", language)
    press(page, "a[href='/report/pothole/']")
    look(page, "report", language)
    press(page, "main form button:not([type=button])")
    page.locator(".govuk-error-summary").wait_for()
    look(page, "report-errors", language)
    reference, code = report(page, language)
    look(page, "done", language)

    other = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(other, live, key="", language=language)
    other.goto("/report/pothole/")
    fill(other, language)
    press(other, "main form button:not([type=button])")
    look(other, "alike", language)
    press(other, f"a[href='/requests/{reference}/']")
    look(other, "one", language)
    other.locator("[name=contact_email]").fill("follower@example.org")
    press(other, "main form button:not([type=button])")
    look(other, "following", language)
    other.goto("/requests/")
    look(other, "list", language)

    answered(make_page, live, language, reference)

    page.goto("/requests/track/")
    page.locator("[name=reference]").fill(reference)
    page.locator("[name=code]").fill(code)
    look(page, "track", language)
    press(page, "main form button:not([type=button])")
    look(page, "own-answered", language)
    press(page, "button[name=done][value=no]")
    look(page, "own-reopened", language)
    page.goto("/requests/figures/")
    look(page, "figures", language)


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_complaint_names_the_office_that_will_not_answer_it(make_page, live, language):
    page = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(page, live, key="", language=language)
    page.goto("/report/complaint-officer/")
    look(page, "complaint", language)
    page.locator("[name=about_unit]").select_option("transport-division")
    page.locator("[name=what]").first.check()
    page.locator("[name=description]").fill("I was sent away.")
    press(page, "main form button:not([type=button])")
    assert page.locator(".govuk-panel").count() == 1


def fill(page, language):
    latitude, longitude = WHERE[language]
    page.evaluate(
        "([y, x]) => { document.querySelector('[name=place-latitude]').value = y; document.querySelector('[name=place-longitude]').value = x }",
        [str(latitude), str(longitude)],
    )
    page.locator("[name=place-landmark]").fill("By the bridge")
    page.locator("[name=size]").first.check()
    page.locator("[name=description]").fill("It is deep.")


def report(page, language):
    page.goto("/report/pothole/")
    fill(page, language)
    press(page, "main form button:not([type=button])")
    if page.locator("input[name=different]").count():
        press(page, "main form button:not([type=button])")
    shown = page.locator(".govuk-panel__body").inner_text()
    return re.search(r"Q\d\d-\d{7}-\d", shown)[0], page.locator(".govuk-panel__body strong").last.inner_text()


def answered(make_page, live, language, reference):
    desk = make_page(bypass_csp=True, viewport=DESK)
    sign_in(desk, live, key="lia", language=language)
    desk.goto("/desk/requests/")
    look(desk, "inbox", language)
    press(desk, f"a[href='/desk/requests/{reference}/']")
    desk.locator("#do-start summary").click()
    desk.locator("#start-text").fill("A crew goes there tomorrow.")
    press(desk, "#do-start button")
    look(desk, "request", language)
    desk.locator("#do-close summary").click()
    desk.locator("#evidence-photo").check()
    desk.locator("#files").set_input_files(picture())
    desk.locator("#close-text").fill("The hole was filled this morning.")
    look(desk, "closing", language)
    press(desk, "#do-close button")
    look(desk, "closed", language)
