"""The help centre on a telephone, in both languages; and an article from its writer over its editor to its readers."""

import pytest

from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
PHONE = {"width": 320, "height": 640}
BODY = "Dry it **flat**.\n\n## Then\n\n- your card\n- a photo\n"


def go(page, where):
    with page.expect_navigation():
        page.locator(where).first.click()


@pytest.mark.parametrize("language", ["en", "acf"])
def test_somebody_finds_an_answer_and_says_that_it_helped(make_page, live, language):
    page = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(page, live, key="", language=language)
    page.goto("/help/")
    assert faults_of(page, language) == []
    page.locator("#search").fill("my passport get wet in the wash")
    page.keyboard.press("Enter")
    page.wait_for_url("**/help/search/**")
    assert faults_of(page, language) == []
    go(page, "a[href^='/help/lost-passport/']")
    assert faults_of(page, language) == []
    go(page, "button[name=useful][value=yes]")
    assert page.url.endswith("?thanks=yes#useful")
    for path in ("/help/topics/driving/", "/help/call-311/", "/help/search/?q=xylophone+qqq", "/services/?q=pothole"):
        page.goto(path)
        assert faults_of(page, language) == [], path


@pytest.mark.parametrize("language", ["en", "acf"])
def test_one_writes_another_approves_and_people_read(make_page, live, language):
    code = f"wet-card-{language}"
    writer, editor, reader = (make_page(bypass_csp=True) for _each in range(3))
    sign_in(writer, live, key="sidonie", language=language)
    writer.goto("/desk/articles/")
    assert faults_of(writer, language) == []
    writer.goto("/desk/articles/new/")
    for box, text in {
        "code": code,
        "title": f"My card got wet ({language})",
        "summary": "Dry it.",
        "body": BODY,
        "words": "wet card",
    }.items():
        writer.locator(f"[name={box}]").fill(text)
    writer.locator("[name=unit]").select_option("modernisation")
    for part, number in (("day", "1"), ("month", "6"), ("year", "2028")):
        writer.locator(f"[name=review_on-{part}]").fill(number)
    go(writer, "button[name=preview]")
    assert faults_of(writer, language) == []
    assert writer.locator("section strong").inner_text() == "flat"
    go(writer, "main form button:not([name])")
    writer.goto("/desk/articles/?state=draft")
    go(writer, f"a:has-text('({language})')")
    assert faults_of(writer, language) == []
    article = writer.url
    go(writer, "button[value=send]")
    assert faults_of(writer, language) == []

    sign_in(editor, live, key="norris", language=language)
    editor.goto(article)
    assert faults_of(editor, language) == []
    go(editor, "button[value=approve]")
    for path in (f"{article}versions/", "/desk/articles/readers/"):
        editor.goto(path)
        assert faults_of(editor, language) == [], path
    editor.goto(article)
    go(editor, "a[href$='/acf/']")
    assert faults_of(editor, language) == []
    reader.goto(f"/help/{code}/")
    assert reader.locator("h1").inner_text() == f"My card got wet ({language})"
