"""Somebody who is not on line comes to a counter, goes home with a slip, and later takes the application over with its code."""

import re

import pytest

from tests.journeys import filling
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
SERVICE = "police-certificate-of-character"


def test_filled_in_at_a_counter_and_taken_over_with_the_code(make_page, live):
    officer = make_page()
    sign_in(officer, live, key="celestine", language="en")
    serve(officer, "Bertrand Coconut")
    reference = filling.go_through(officer, filling.worked_of(SERVICE, "refused")["answers"])
    slip = officer.inner_text(".dg-slip")
    code = re.search(r"Your code\s+(\S+)", slip)[1]
    assert "Bertrand Coconut" in slip
    assert reference in slip

    person = make_page()
    sign_in(person, live, key="bertrand", language="en")
    person.goto("/track/")
    person.get_by_label("Reference").fill(reference)
    person.get_by_label("Code").fill(code)
    press(person, "Show")
    press(person, "Make this application mine")

    person.goto("/my/")
    assert reference in person.inner_text("main")


def serve(officer, name):
    """From the counter's first page to the first page of the form."""
    officer.goto("/desk/counter/")
    officer.get_by_label("Name or national ID number").fill(name)
    press(officer, "Look for the person")
    with officer.expect_navigation():
        officer.get_by_role("link", name=name).click()
    officer.get_by_label("What does the person want?").select_option(value=SERVICE)
    officer.get_by_label("Said so at the counter").check()
    press(officer, "Begin to fill in")


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
