"""What somebody meets whose form was turned away because too much was asked: nothing typed is lost, and Back leads on."""

import pytest
from django.test import RequestFactory

from digigov.sites.admission import come_again
from tests.journeys import filling
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
SERVICE = "infrastructure-defect-report"


def turned_away():
    """The answer of the door itself, as the browser gets it."""
    told = {}

    def begin(status, headers):
        told.update(status=int(status[:3]), headers=dict(headers))

    body = b"".join(come_again(RequestFactory().post("/apply/").environ, begin))
    return {**told, "body": body}


def test_whoever_goes_back_finds_what_was_typed_and_sends_it(make_page, live):
    page = make_page(bypass_csp=True)
    sign_in(page, live, key="marisol", language="en")
    page.goto(f"/apply/{SERVICE}/")
    filling.go_on(page)
    filling.go_through(page, filling.example(SERVICE), stop=lambda page: page.locator("main textarea").count() == 1)
    form, typed = page.url, page.locator("main textarea")
    typed.fill("The culvert at the bend is blocked")

    page.route(form, lambda route: route.fulfill(**turned_away()))
    filling.go_on(page)
    assert "no part of it was saved" in page.inner_text("main")
    assert faults_of(page, "en") == []
    page.unroute(form)
    page.go_back()

    assert page.url == form
    assert typed.input_value() == "The culvert at the bend is blocked"
    filling.go_on(page)
    assert page.url != form
