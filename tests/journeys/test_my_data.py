"""On a telephone: somebody sees that an officer looked, says that it looks wrong, reads the answer, and takes a copy of everything."""

import json

import pytest

from digigov.rehearsal.cast import password
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
PHONE = {"width": 320, "height": 640}
PEOPLE = {"en": ("marisol", "Marisol Papaya"), "acf": ("bertrand", "Bertrand Coconut")}
ANSWER = "You were at the counter that day, and were asked for your number."


def follow(page, link):
    with page.expect_navigation():
        page.locator(link).first.click()


def send(page, button="main form[method=post] button:not([type=button])"):
    with page.expect_navigation():
        page.locator(button).last.click()


@pytest.mark.parametrize("language", ["en", "acf"])
def test_who_looked_this_looks_wrong_an_answer_and_a_copy(make_page, live, language):
    key, name = PEOPLE[language]
    agent = make_page(bypass_csp=True)
    sign_in(agent, live, key="celestine", language="en")
    agent.goto(f"/desk/counter/?words={name}")
    with agent.expect_navigation():
        agent.get_by_role("link", name=name).click()

    page = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(page, live, key=key, language=language)
    page.goto("/account/my-data/")
    assert faults_of(page, language) == []
    follow(page, "main a[href='/account/who-looked/']")
    page.locator("[name=who]").select_option("officers")
    send(page, "main form[method=get] button")
    assert "Célestine Helpful" in page.inner_text("main")
    assert faults_of(page, language) == []
    follow(page, "main a[href$='/wrong/']")
    send(page)  # nothing said
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, language) == []
    page.locator("[name=why]").fill("I was not at that counter")
    send(page)
    page.wait_for_url("**/my/applications/**")
    reference = page.url.rstrip("/").rpartition("/")[2]
    assert faults_of(page, language) == []

    answer(make_page(bypass_csp=True), live, reference, language)

    page.reload()
    assert ANSWER in page.inner_text("main")
    assert faults_of(page, language) == []
    page.goto("/account/who-looked/?who=officers")
    assert page.locator(f"main a[href='/my/applications/{reference}/']").count()
    look_around(page, language)
    told = take_copy(page, language)
    assert told["schema"] == "digigov-own-data/1"
    assert reference in json.dumps(told)


def answer(page, live, reference, language):
    sign_in(page, live, key="adelaide", language=language)
    page.goto(f"/desk/cases/{reference}/")
    assert "Célestine Helpful" in page.inner_text("main")  # the line stands in it as the person read it
    send(page, "main form[action$='/claim/'] button")
    page.locator("[name=answer]").fill(ANSWER)
    page.locator("input[name=outcome][value='in-order']").check()
    assert faults_of(page, language) == []
    send(page, ".dg-desk__decide button:not([type=button])")


def look_around(page, language):
    for place in ("held/parties/", "held/applications/", "held/identity/", "registers/"):
        page.goto(f"/account/my-data/{place}")
        assert faults_of(page, language) == []


def take_copy(page, language):
    page.goto("/account/my-data/copy/")
    if "/confirm/" in page.url:
        page.locator("[name=password]").fill(password())
        send(page)
    assert faults_of(page, language) == []
    with page.expect_download() as loaded:
        page.locator("main button[name=as][value=json]").click()
    return json.loads(loaded.value.path().read_text(encoding="utf-8"))
