"""
Pages beside the main walk, for the pictures of ``docs/screens``: what somebody meets at a counter, with a code and no account, with
a paper in the hand, with a register that does not answer; who joins; a long queue; refusals; a forgotten password; the guide to components.
"""

import base64
import os
import re
import signal
import subprocess

from django.template.loader import render_to_string

from digigov.kernel.references import make_reference
from tests.journeys import filling
from tests.journeys.journey import Journey
from tests.journeys.test_account import code_for
from tests.journeys.test_counter import serve
from tests.journeys.test_paying import type_card
from tests.pages.visits import SERVICE, People, Visit

QUEUE = """
from datetime import timedelta
from digigov.kernel.clock import now
from digigov.modules.casework.testing import make_case
from digigov.modules.catalog.queries import get_service
offered = get_service("infrastructure-defect-report")
for number in range(300):
    make_case(service=offered.id, version=offered.version, unit="works", at=now() - timedelta(minutes=25 * number), title=offered.definition.name)
"""


def more_visits(chromium, stack):
    """After the main walk, whose certificate is looked at."""
    people = People(chromium, stack, "en", {})
    yield from _papers(people.page(), _certificate(people.page("marisol")))
    yield from _with_a_code(people)
    yield from _register_down(people, stack)
    yield from _licence_card(people)
    yield from _at_a_counter(people.page("celestine"))
    yield from _joining(people.page("isidore"))
    yield from _long_queue(people.page("desmond"), stack)
    yield from _styleguide(people.page())
    yield from _refusals(people.page())
    yield from _forgotten_password(people)


def _certificate(page):
    page.goto("/my/")
    page.locator(".dg-rows a").first.click()
    return page.request.get(page.locator(".dg-rows a[href^='/files/']").first.get_attribute("href")).body()


def _read(paper, *words):
    return subprocess.run(words, input=paper, capture_output=True, check=True).stdout


def _show(page, *pictures):
    page.set_content(
        '<body style="margin:0;background:#6b7377">'
        + "".join(
            f'<img alt="" style="display:block;max-width:100%;margin:0 auto 10px" '
            f'src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
            for picture in pictures
        )
    )


def _papers(page, paper):
    _show(page, _read(paper, "pdftoppm", "-png", "-r", "80", "-singlefile", "-"))
    yield Visit("paper", "The certificate, as a PDF shows it", "anyone"), page
    words = _read(paper, "pdftotext", "-layout", "-", "-").decode()
    page.goto("/verify/")
    page.locator("#number").fill(re.search(r"D\d\d-\d+-\d", words)[0])
    page.locator("#code").fill(re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", words)[0])
    filling.go_on(page)
    yield Visit("verified", "A document that is valid", "anyone"), page
    page.goto("/verify/")
    page.locator("#number").fill("D26-0000123-4")
    page.locator("#code").fill("K7QM-3XPA")
    filling.go_on(page)
    yield Visit("never-issued", "A document that was never given out", "anyone"), page


def _with_a_code(people):
    citizen = people.page("marisol")
    reference = filling.apply_for(citizen, SERVICE, filling.example(SERVICE))
    code = re.search(r"code is ([A-Z0-9]{8})", citizen.inner_text("main"))[1]
    citizen.locator("main a.govuk-button").click()
    waiver = citizen.url.rstrip("/") + "/waiver/"
    citizen.goto(waiver)
    yield Visit("waiver", "Ask for a fee to be waived", "citizen"), citizen
    citizen.go_back()
    citizen.locator("#pay button").click()
    type_card(citizen, "4000 0000 0000 3220")
    yield Visit("card-confirm", "The bank asks for a code (3-D Secure), in the sandbox", "citizen"), citizen
    stranger = people.page()
    stranger.goto("/track/")
    stranger.locator("#reference").fill(reference)
    stranger.locator("#code").fill(code)
    filling.go_on(stranger)
    yield Visit("tracked", "Where it stands, by reference and code", "anyone"), stranger


def _register_down(people, stack):
    page = people.page("ines")
    registers = stack.children()["registers"]
    os.kill(registers, signal.SIGSTOP)
    try:
        page.goto(f"/apply/{SERVICE}/")
        filling.go_on(page)
        answers = filling.example(SERVICE)
        while "/name/" not in page.url:
            filling.fill(page, answers)
            filling.go_on(page)
        yield Visit("register-down", "A question whose register does not answer", "citizen"), page
    finally:
        os.kill(registers, signal.SIGCONT)


def _licence_card(people):
    """A licence from the form to the card, both sides."""
    service = "drivers-licence-renewal"
    journey = Journey(_Everybody(people), service, filling.worked_of(service))
    journey.to_the_end()
    card = journey.page.request.get(
        journey.page.get_by_role("link", name="Driver's Licence").get_attribute("href")
    ).body()
    sides = [_read(card, "pdftoppm", "-png", "-r", "200", "-f", side, "-l", side, "-singlefile", "-") for side in "12"]
    page = people.page()
    _show(page, *sides)
    yield Visit("licence-card", "A licence card (CR80), both sides", "anyone", "its vehicles were told by a code"), page


class _Everybody:
    """The people of the pictures, as a journey asks for them."""

    def __init__(self, people):
        self.live, self.page = people.stack, lambda key, **_: people.page(key)


def _joining(page):
    page.goto("/desk/staff/new-post/")
    page.locator("#title").fill("Records clerk")
    filling.go_on(page)
    yield Visit("desk-joining", "Somebody joins: who gets a post, and from when", "administrator"), page


def _forgotten_password(people):
    page, address = people.page(), "marisol@example.org"
    page.goto("/account/recover/")
    page.fill("#address", address)
    filling.go_on(page)
    page.fill("#code", code_for(page, address))
    filling.go_on(page)
    yield Visit("recover-second", "A forgotten password: the second proof", "anyone", "one code was enough"), page


def _at_a_counter(page):
    page.goto("/desk/counter/?q=papaya")
    yield Visit("counter", "Counter: who is it?", "officer", "words in the address were not looked for"), page
    page.goto("/desk/counter/people/new/")
    for name, value in {"given_names": "Ti", "family_name": "Marie", "phone": "758 555 0177"}.items():
        page.locator(f"[name={name}]").fill(value)
    filling.go_on(page)
    page.wait_for_load_state()
    yield Visit("counter-person", "Counter: what the person wants", "officer"), page
    serve(page, "Bertrand Coconut")
    filling.go_through(page, filling.worked_of(SERVICE, "refused")["answers"])
    yield Visit("counter-slip", "Counter: the slip to take home", "officer"), page


def _long_queue(page, stack):
    stack.python(QUEUE)
    page.goto("/desk/")
    yield Visit("desk-long-queue", "A queue of 300 cases", "officer"), page


def _styleguide(page):
    for path, visit in (
        ("/styleguide/", Visit("styleguide", "All components", "anyone", "ten components were missing")),
        ("/styleguide/status-box/", Visit("styleguide-one", "A component", "anyone")),
    ):
        page.goto(path)
        yield visit, page


def _refusals(page):
    page.goto("/track/")
    page.locator("#reference").fill("A26-0000123-4")
    page.locator("#code").fill("K7QM3XPA")
    filling.go_on(page)
    yield Visit("unknown-code", "Reference and code that do not fit", "anyone"), page
    page.goto("/track/")
    page.locator("#reference").fill(make_reference(kind="A", year=2026, number=9_000_000))
    page.locator("#code").fill("K7QM3XPA")
    while page.locator("#code").count():
        filling.go_on(page)
    yield Visit("too-many", "Too many attempts (429)", "anyone"), page
    page.route(
        "**/broken/", lambda route: route.fulfill(content_type="text/html", body=render_to_string("errors/broken.html"))
    )
    page.goto("/broken/")
    yield Visit("broken", "Something went wrong on our side", "anyone"), page
