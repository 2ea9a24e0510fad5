"""Acting for others, in a real browser on a telephone: given, accepted, used, seen by the other, taken back; and for a child."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys import filling, signers
from tests.journeys.test_identity import PHONE, follow, send, type_day
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
SERVICE = "tax-clearance-individual"
PAIRS = {
    "en": ("marisol", "Marisol Papaya", "anselm", ("Anselm", "Calabash")),
    "acf": ("anselm", "Anselm Calabash", "josette", ("Josette", "Guava")),
}
SIGNED = {
    "en": ("josette", "Josette Guava", "marisol", ("Marisol", "Papaya")),
    "acf": ("marisol", "Marisol Papaya", "anselm", ("Anselm", "Calabash")),
}
CODE = re.compile(r"\b[B-DF-HJ-NP-TV-Z2-9]{5}-[B-DF-HJ-NP-TV-Z2-9]{5}\b")


def newest_code(page, address):
    """The code in the newest message to that address; messages leave by a job."""
    for _each in range(300):
        page.goto(f"/rehearsal/messages/?to={address}")
        letters = page.locator("main .dg-rows a")
        if letters.count():
            with page.expect_navigation():
                letters.first.click()
            return CODE.findall(page.inner_text("main"))[0]
        page.wait_for_timeout(500)
    raise AssertionError(f"no code came to {address}")


def visit(make_page, live, *, key, language):
    page = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(page, live, key=key, language=language)
    return page


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_mandate_is_given_used_and_taken_back(make_page, live, language):
    giver_key, giver_name, agent_key, (given, family) = PAIRS[language]
    giver = visit(make_page, live, key=giver_key, language=language)
    agent = visit(make_page, live, key=agent_key, language=language)
    address = f"{agent_key}.{language}@example.org"
    _give(giver, given, family, address, language)
    giver.wait_for_url(re.compile(r"/account/mandates/$|/signing/paper/"))
    if "/paper/" in giver.url:  # whom an earlier journey gave an app signs it
        signers.confirm(giver, giver_key)
        giver.wait_for_url("**/account/mandates/")
    assert faults_of(giver, language) == []
    reference = _accept_and_use(giver, agent, giver_name, address, language)
    _take_back(giver, agent, reference, language)


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_signed_mandate_is_given_used_checked_by_a_stranger_and_taken_back(make_page, live, language):
    giver_key, giver_name, agent_key, (given, family) = SIGNED[language]
    giver = visit(make_page, live, key=giver_key, language=language)
    agent = visit(make_page, live, key=agent_key, language=language)
    signers.set_up_app(giver, giver_key)
    address = f"{agent_key}.signed.{language}@example.org"
    _give(giver, given, family, address, language)
    giver.wait_for_url("**/signing/paper/**")
    picture = giver.locator(".dg-page__picture")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    assert f"{given} {family}" in giver.locator(".dg-page__text").text_content()
    assert faults_of(giver, language) == []
    signers.confirm(giver, giver_key)  # every page was shown, and there is one
    giver.wait_for_url("**/account/mandates/")
    assert faults_of(giver, language) == []
    reference = _accept_and_use(giver, agent, giver_name, address, language)

    agent.goto("/account/mandates/")
    paper = agent.request.get(agent.locator("main a[href$='/paper/']").first.get_attribute("href")).body()
    assert paper.startswith(b"%PDF-")
    stranger = visit(make_page, live, key="", language=language)
    _check(stranger, paper, giver_name, language)
    assert not stranger.locator(".dg-tag--ended").count()
    _take_back(giver, agent, reference, language)
    _check(stranger, paper, giver_name, language)
    assert stranger.locator(".dg-tag--ended").count() == 1


def _check(stranger, paper, name, language):
    """What anybody who was given the file is told of it."""
    stranger.goto("/verify/file/")
    stranger.locator("[name=file]").set_input_files(
        {"name": "Mandate.pdf", "mimeType": "application/pdf", "buffer": paper}
    )
    send(stranger)
    stranger.locator("[name=file]").wait_for(state="detached")
    assert name in stranger.inner_text("main")
    assert faults_of(stranger, language) == []


def _accept_and_use(giver, agent, giver_name, address, language):
    """The reference of what was handed in for the other."""
    agent.goto("/account/mandates/accept/")
    agent.locator("[name=code]").fill("BCDFG-HJKLM")
    send(agent, "button[name=answer][value=yes]")
    agent.locator(".govuk-error-summary").wait_for()
    assert faults_of(agent, language) == []
    code = newest_code(giver, address)
    agent.locator("[name=code]").fill(code)
    send(agent, "button[name=answer][value=yes]")
    agent.wait_for_url("**/account/mandates/")
    assert faults_of(agent, language) == []
    send(agent, f"form[action$='/begin/']:has-text('{giver_name}') button")
    agent.wait_for_url("**/my/")
    assert giver_name in agent.inner_text(".dg-acting")
    assert faults_of(agent, language) == []

    reference = _apply(agent, giver_name, language)
    giver.goto("/my/")
    assert reference in giver.inner_text("main")
    giver.goto("/account/who-looked/")
    assert faults_of(giver, language) == []
    return reference


def _take_back(giver, agent, reference, language):
    """At once: whoever acted acts no more."""
    giver.goto("/account/mandates/")
    follow(giver, "main a[href$='/end/']")
    assert faults_of(giver, language) == []
    send(giver)
    agent.goto(f"/apply/{SERVICE}/")
    agent.wait_for_url("**/account/mandates/")
    assert agent.locator(".dg-acting").count() == 0
    assert agent.locator("[role=status]").count() == 1
    assert faults_of(agent, language) == []
    agent.goto("/my/")
    assert reference not in agent.inner_text("main")


def _give(page, given, family, address, language):
    page.goto("/account/mandates/")
    assert faults_of(page, language) == []
    follow(page, "main a[href='/account/mandates/give/']")
    send(page)
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, language) == []
    page.locator("[name=given_names]").fill(given)
    page.locator("[name=family_name]").fill(family)
    page.locator("[name=address]").fill(address)
    page.locator(f"[name=services][value={SERVICE}]").check()
    last = datetime.now(tz=UTC).date() + timedelta(days=90)
    type_day(page, "ends_on", (last.day, last.month, last.year))
    send(page)


def _apply(page, for_whom, language):
    """Hand in for the other; the banner stands on every page."""
    answers = filling.example(SERVICE, "for-another")
    page.goto(f"/apply/{SERVICE}/")
    assert faults_of(page, language) == []
    send(page, "main form[method=post] button.govuk-button")
    filling.go_through(page, answers, stop=lambda page: page.url.endswith("/check/"))
    assert for_whom in page.inner_text(".dg-acting")
    assert faults_of(page, language) == []
    return filling.go_through(page, answers)


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_mother_acts_for_her_child(make_page, live, language):
    entry, child = {"en": ("2014-99001", "Nadia Guava"), "acf": ("2017-99001", "Tobias Guava")}[language]
    page = visit(make_page, live, key="josette", language=language)
    page.goto("/account/mandates/child/")
    page.locator("[name=entry_number]").fill("2007-99001")  # somebody else's child
    send(page)
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, language) == []
    page.locator("[name=entry_number]").fill(entry)
    send(page)
    page.wait_for_url("**/account/mandates/")
    assert child in page.inner_text("main")
    send(page, f"form[action$='/begin/']:has-text('{child}') button")
    page.wait_for_url("**/my/")
    assert child in page.inner_text(".dg-acting")
    page.goto("/account/")
    assert faults_of(page, language) == []
    send(page, ".dg-acting button")
    assert page.locator(".dg-acting").count() == 0


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_director_acts_for_the_company(make_page, live, language):
    key, firm = {"en": "anselm", "acf": "josette"}[language], "Calabash Deliveries Limited"
    page = visit(make_page, live, key=key, language=language)
    page.goto("/account/mandates/")
    follow(page, "main a[href='/account/mandates/company/']")
    page.locator("[name=firm_number]").fill("C9900-00005")  # somebody else's company
    send(page)
    page.locator(".govuk-error-summary").wait_for()
    assert faults_of(page, language) == []
    page.locator("[name=firm_number]").fill("C9900-00006")
    send(page)
    page.wait_for_url("**/account/mandates/")
    send(page, f"form[action$='/begin/']:has-text('{firm}') button")
    page.wait_for_url("**/my/")
    assert firm in page.inner_text(".dg-acting")
    page.goto("/account/mandates/")
    assert faults_of(page, language) == []
