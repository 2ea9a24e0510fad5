"""What a page looks like on a sheet of paper: the content alone, nothing that can be pressed, nothing cut off."""

import pytest

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/services/police-certificate-of-character/",
    "/services/police-certificate-of-character/privacy/",
    "/track/",
    "/verify/",
    "/about/accessibility/",
    *(f"/styleguide/{name}/" for name in ("print-button", "summary-list", "timeline", "table", "desk-slip", "search")),
)
SHEETS = {"A4": 680, "Letter": 702}  # pixels between margins of 15 mm
SHOWN = """() => [...document.querySelectorAll("nav, button, .govuk-button, .govuk-skip-link, .govuk-back-link, .dg-bar__tools")]
  .filter((element) => element.checkVisibility()).map((element) => element.outerHTML.slice(0, 80))"""
CUT = """() => [...document.querySelectorAll("main *, footer *")].filter((element) => element.checkVisibility()
  && element.getBoundingClientRect().right > innerWidth + 1).map((element) => element.outerHTML.slice(0, 80))"""
PATHS = """() => [...document.querySelectorAll("main a[href^='/']")].map((link) => getComputedStyle(link, "::after").content)
  .filter((content) => content.includes("/"))"""


@pytest.mark.parametrize("sheet", SHEETS)
def test_on_paper_stands_the_content_alone(make_page, live, sheet):
    page = make_page(viewport={"width": SHEETS[sheet], "height": 900})
    page.emulate_media(media="print")
    found = {}
    for path in PAGES:
        page.goto(path)
        assert page.locator("h1").is_visible()
        assert page.get_by_text(f"{live.url}{path}", exact=False).is_visible() or "/desk-" in path
        if faults := [fault for look in (SHOWN, CUT, PATHS) for fault in page.evaluate(look)]:
            found[path] = faults

    assert found == {}


def test_on_the_screen_all_of_it_is_there(make_page):
    page = make_page()
    page.goto("/services/police-certificate-of-character/")

    assert page.locator("main a.govuk-button").is_visible()
    assert page.locator(".dg-paper-only").is_hidden()
