"""Nobody types what government holds: agreed to, read, confirmed, taken back; and a register opened in an emergency."""

import pytest

from tests.journeys import filling
from tests.journeys.test_identity import PHONE, follow, send
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
SERVICE = "tax-clearance-individual"  # the register of taxpayers is read only for whoever agrees
KNOWN = {
    "en": ("marisol", {"taxpayer_number": "990001", "full_name": "Marisol Papaya"}),
    "acf": ("josette", {"taxpayer_number": "990006", "full_name": "Josette Guava"}),
}
ASKED = "form[action$='/agree/']"
ONLY_THE_REST = {"for_other": False, "purpose": "loan", "institution": "First Example Bank", "is_true": True}


@pytest.mark.parametrize("language", ["en", "acf"])
def test_what_a_register_knows_is_agreed_to_and_confirmed_and_not_typed(make_page, live, language):
    key, known = KNOWN[language]
    page = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(page, live, key=key, language=language)

    _begin(page)
    assert faults_of(page, language) == []
    for name in known:
        assert page.locator(f"#question-{name} .dg-prefilled").count() == 0
    send(page, f"{ASKED} button")
    assert page.locator(ASKED).count() == 0
    for name, said in known.items():
        assert page.inner_text(f"#question-{name} .dg-prefilled__value") == said
    assert faults_of(page, language) == []
    given, family = known["full_name"].split()
    rest = ONLY_THE_REST | {"full_name": {"given": given, "family": family}}  # only compared with what stands there
    filling.go_through(page, rest, stop=lambda page: page.url.endswith("/check/"))
    for said in known.values():
        assert said in page.inner_text("main")
    assert faults_of(page, language) == []
    assert filling.go_through(page, rest)

    page.goto("/account/who-looked/")
    if language == "en":
        told = page.locator("main .dg-rows__row").all_inner_texts()
        assert any("Read what a register holds about you, to fill in a form for you" in line for line in told), told
        assert any("Register of taxpayers: " in line for line in told), told
    assert faults_of(page, language) == []

    page.goto("/account/")
    follow(page, "main a[href='/account/consents/']")
    assert faults_of(page, language) == []
    send(page, "main form[action$='/withdraw/'] button")
    page.wait_for_url("**/account/consents/")
    assert page.locator("main form[action$='/withdraw/']").count() == 0
    assert faults_of(page, language) == []

    _begin(page)
    assert page.locator(ASKED).count() == 1
    for name in known:
        assert page.locator(f"#question-{name} .dg-prefilled").count() == 0
    filling.fill(page, {"taxpayer_number": "990001", "full_name": {"given": "Typed", "family": "Byhand"}})
    filling.go_on(page)
    assert "/page/purpose/" in page.url


def _begin(page):
    """As far as the page that asks for what the register knows."""
    page.goto(f"/apply/{SERVICE}/")
    send(page, "main form[method=post] button.govuk-button")
    filling.go_through(page, ONLY_THE_REST, stop=lambda page: "/page/taxpayer/" in page.url)


def test_an_emergency_is_reviewed_by_another_and_seen_by_the_person(make_page, live):
    officer, protector = make_page(bypass_csp=True), make_page(bypass_csp=True)
    sign_in(officer, live, key="winston", language="en")
    sign_in(protector, live, key="adelaide", language="en")
    why = "A child was found alone on the road at night and asks for Kendra Tamarind."

    officer.goto("/desk/emergency/")
    assert faults_of(officer, "en") == []
    send(officer)
    officer.locator(".govuk-error-summary").wait_for()
    assert faults_of(officer, "en") == []
    officer.locator("[name=register][value=national-id]").check()
    officer.locator("[name=key]").fill("9000003")
    officer.locator("[name=reason]").fill(why)
    send(officer)
    assert "Kendra Tamarind" in officer.inner_text("main")
    assert faults_of(officer, "en") == []

    protector.goto("/desk/look-ups/")
    assert why in protector.inner_text("main")
    assert faults_of(protector, "en") == []
    follow(protector, "main a[href^='/desk/look-ups/']")
    assert "Telephone" in protector.inner_text("main")
    assert faults_of(protector, "en") == []
    send(protector)
    protector.locator(".govuk-error-summary").wait_for()
    assert faults_of(protector, "en") == []
    protector.locator("[name=verdict][value=yes]").check()
    protector.locator("[name=findings]").fill("The station book confirms it. Nothing follows.")
    send(protector)
    protector.wait_for_url("**/desk/look-ups/")
    assert "Emergency: justified" in protector.inner_text("main")
    follow(protector, "main a[href^='/desk/look-ups/']")
    assert protector.locator("main form[method=post]").count() == 0
    assert faults_of(protector, "en") == []

    person = make_page(bypass_csp=True, viewport=PHONE)
    sign_in(person, live, key="kendra", language="en")
    person.goto("/account/who-looked/")
    lines = person.locator("main .dg-rows__row").all_inner_texts()
    assert any("in an emergency, without a case" in line and "Inspector of police" in line for line in lines), lines
    assert faults_of(person, "en") == []
