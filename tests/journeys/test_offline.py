"""Checking papers with no network, in a real browser: at a pier, with a cheap telephone."""

import base64
import os
import subprocess
from io import BytesIO

import pytest
from PIL import Image, ImageFilter

from tests.journeys.papers import code_of_another_key, make_papers
from tests.pages.checks import faults_of
from tests.programs import find_browser

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 375, "height": 667}, "has_touch": True, "is_mobile": True}
HEADINGS = {
    "genuine": "Genuine",
    "revoked": "Revoked",
    "replaced": "Replaced by another document",
    "expired": "Expired",
    "older": "An older paper: check it online",
}


@pytest.fixture(scope="module")
def papers(live):
    return make_papers(live)


@pytest.fixture
def pier(make_page, papers):
    """A telephone that opened the page once, and has no network now."""
    return at_the_pier(make_page(**PHONE))


def at_the_pier(page, language="en"):
    page.goto(f"/verify/offline/{language}/")
    page.locator("[data-part=ready]").wait_for()
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.reload()
    page.locator("[data-part=ready]").wait_for()
    return page


def check(page, text):
    """Pasted by keyboard alone. How it was decided."""
    page.locator("summary").focus()
    if not page.locator("[data-part=text]").is_visible():
        page.keyboard.press("Enter")
    page.locator("[data-part=text]").fill(text)
    page.locator("[data-part=text]").focus()
    page.locator("[data-part=result]").evaluate("place => { place.replaceChildren(); delete place.dataset.state }")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("[data-part=result] h2").wait_for()
    return page.locator("[data-part=result]").get_attribute("data-state")


def pages_of(pdf):
    """The paper as it lies on a scanner, at 150 dots per inch."""
    done = subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", "-"], input=pdf, capture_output=True, check=True
    )
    return Image.open(BytesIO(done.stdout)).convert("RGB")


def photographed(paper):
    """Askew, out of focus and grainy, as under a lamp at a gate."""
    askew = paper.rotate(4, expand=True, fillcolor=(214, 210, 200), resample=Image.Resampling.BICUBIC)
    soft = askew.filter(ImageFilter.GaussianBlur(0.6))
    return Image.blend(soft, Image.effect_noise(soft.size, 30).convert("RGB"), 0.12)


def show(page, picture):
    made = BytesIO()
    picture.save(made, "JPEG", quality=80)
    file = {"name": "code.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}
    page.locator("[data-part=picture]").set_input_files(file)
    page.locator("[data-part=result] h2").wait_for(timeout=60_000)
    return page.locator("[data-part=result]").get_attribute("data-state")


@pytest.mark.parametrize("state", sorted(HEADINGS))
def test_says_how_a_paper_stands_in_flight_mode(pier, papers, state):
    assert check(pier, papers["codes"][state]) == state
    assert pier.locator("[data-part=result] h2").inner_text() == HEADINGS[state]
    assert pier.evaluate("document.activeElement.tagName") == "H2"
    if state == "genuine":
        said = pier.locator("[data-part=result]").inner_text()
        assert "14 March 1991" in said
        assert "Ada Joseph" in said
        assert "of today" in said
        assert "We cannot tell whether it has been withdrawn since" in said


def test_refuses_what_nobody_signed(pier, papers):
    genuine, other = papers["codes"]["genuine"], papers["codes"]["revoked"]
    swapped = f"{other.partition('#')[0]}#{genuine.partition('#')[2]}"  # a good statement behind another paper's number
    assert check(pier, swapped) == "forged"
    assert check(pier, genuine.replace(papers["address"].upper(), "HTTPS://EXAMPLE.ORG")) == "foreign"
    assert check(pier, "a shopping list") == "foreign"
    assert check(pier, "") == "nothing"


def test_a_key_that_the_page_does_not_know_is_said_so_until_there_is_a_network(live, make_page, papers):
    pier = at_the_pier(make_page(**PHONE))
    code = code_of_another_key(live)
    assert check(pier, code) == "unknown-key"

    pier.context.set_offline(False)
    pier.reload()
    pier.locator("[data-part=ready]").wait_for()
    pier.wait_for_load_state("networkidle")
    assert check(pier, code) == "genuine"
    assert check(pier, papers["codes"]["genuine"]) == "genuine"  # signed with the key before


def test_an_old_list_is_said_to_be_old(make_page, papers):
    pier = at_the_pier(make_page(**PHONE))
    pier.evaluate("""() => { const real = Date.now; Date.now = () => real() + 3 * 86400_000 }""")
    assert check(pier, papers["codes"]["genuine"]) == "genuine"
    assert "3 days old" in pier.locator("[data-part=result]").inner_text()

    pier.evaluate("""() => { const real = Date.now; Date.now = () => real() + 6 * 86400_000 }""")
    assert check(pier, papers["codes"]["genuine"]) == "unsure"
    assert "too old to rely on" in pier.locator("[data-part=result]").inner_text()
    assert check(pier, papers["codes"]["revoked"]) == "revoked"  # nothing that was withdrawn comes back


def test_a_clock_that_stands_in_the_past_makes_no_paper_good_again(make_page, papers):
    pier = at_the_pier(make_page(**PHONE))
    pier.evaluate("""() => { const real = Date.now; Date.now = () => real() - 100 * 86400_000 }""")
    assert check(pier, papers["codes"]["expired"]) == "expired"
    assert "The clock of this telephone is wrong" in pier.locator("[data-part=result]").inner_text()


def test_reads_the_code_off_a_printed_page_and_off_a_bad_picture_of_it(pier, papers):
    paper = pages_of(base64.b64decode(papers["pdf"]))
    assert show(pier, paper) == "genuine"
    pier.locator("[data-part=result]").evaluate("place => place.replaceChildren()")
    assert show(pier, photographed(paper)) == "genuine"
    pier.locator("[data-part=result]").evaluate("place => place.replaceChildren()")
    assert show(pier, Image.new("RGB", (600, 400), "#888888")) == "no-code"


def test_reads_the_code_by_the_camera(browser, live, papers, tmp_path):
    """Chromium's own make-believe camera, which films the printed page."""
    frame = Image.new("RGB", (1280, 960), (200, 196, 190))
    paper = pages_of(base64.b64decode(papers["pdf"]))
    frame.paste(paper.crop((60, 1240, 700, 1754)).resize((1150, 924)), (60, 18))
    film = tmp_path / "film.mjpeg"
    with film.open("wb") as reel:
        for _ in range(3):
            frame.save(reel, "JPEG", quality=90)
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    chromium = browser.browser_type.launch(
        executable_path=find_browser(), args=[*camera, *sandbox, f"--use-file-for-fake-video-capture={film}"]
    )
    try:
        page = at_the_pier(chromium.new_context(base_url=live.url, **PHONE).new_page())
        page.click("[data-part=camera]")
        page.locator("[data-part=result] h2").wait_for(timeout=60_000)
        assert page.locator("[data-part=result]").get_attribute("data-state") == "genuine"
        assert page.locator("[data-part=video]").is_hidden()
    finally:
        chromium.close()


def test_the_cameras_own_program_leads_here_where_there_is_no_network(pier, papers):
    path = "/V/" + papers["codes"]["genuine"].partition("/V/")[2]
    pier.goto(path)
    pier.locator("[data-part=result] h2").wait_for()
    assert pier.locator("[data-part=result]").get_attribute("data-state") == "genuine"


def test_the_same_code_opens_the_online_page_where_there_is_one(page, papers):
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto("/V/" + papers["codes"]["genuine"].partition("/V/")[2])
    assert page.locator("h1").inner_text() == "This document is valid"
    statement = papers["codes"]["genuine"].partition("#")[2]
    assert not [each for each in sent if statement in each.partition("#")[0]]


def test_nothing_of_a_paper_stays_on_the_device(pier, papers):
    check(pier, papers["codes"]["genuine"])
    held = pier.evaluate(
        """async () => {
          const texts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie]
          for (const name of await caches.keys()) {
            const cache = await caches.open(name)
            for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text())
          }
          return texts.join("\\n") + (await indexedDB.databases()).length
        }"""
    )
    assert "Ada Joseph" not in held
    assert papers["codes"]["genuine"].partition("#")[2] not in held
    assert held.endswith("0")


@pytest.mark.parametrize("language", ["en", "acf"])
def test_holds_to_what_every_page_holds_to(make_page, papers, language):
    pier = at_the_pier(make_page(), language)
    assert faults_of(pier, language) == []
    for state in ("genuine", "revoked", "older"):
        assert check(pier, papers["codes"][state]) == state
        assert faults_of(pier, language) == []


def test_without_scripts_it_says_so_and_leads_to_the_online_page(make_page):
    page = make_page(java_script_enabled=False)
    page.goto("/verify/offline/en/")
    assert "needs JavaScript" in page.inner_text("noscript")
    page.click("noscript a")
    assert page.url.endswith("/verify/")
