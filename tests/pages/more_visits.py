"""
Pages beside the main walk, for the pictures of ``docs/screens``: what somebody meets at a counter, with a code and no account, with
a paper in the hand, with a register that does not answer; a long queue; refusals; the guide to components.
"""

import base64
import os
import re
import signal
import subprocess

from django.template.loader import render_to_string

from tests.journeys import filling
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
    yield from _at_a_counter(people.page("celestine"))
    yield from _long_queue(people.page("desmond"), stack)
    yield from _styleguide(people.page())
    yield from _refusals(people.page())


def _certificate(page):
    page.goto("/my/")
    page.locator(".dg-rows a").first.click()
    return page.request.get(page.locator(".dg-rows a[href^='/files/']").first.get_attribute("href")).body()


def _read(paper, *words):
    return subprocess.run(words, input=paper, capture_output=True, check=True).stdout


def _papers(page, paper):
    picture = _read(paper, "pdftoppm", "-png", "-r", "80", "-singlefile", "-")
    page.set_content(
        f'<body style="margin:0;background:#6b7377"><img alt="" style="display:block;max-width:100%;margin:0 auto" '
        f'src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
    )
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


def _at_a_counter(page):
    page.goto("/desk/counter/?q=papaya")
    yield Visit("counter", "Counter: who is it?", "officer", "words in the address were not looked for"), page
    page.goto("/desk/counter/people/new/")
    for name, value in {"given_names": "Ti", "family_name": "Marie", "phone": "758 555 0177"}.items():
        page.locator(f"[name={name}]").fill(value)
    filling.go_on(page)
    page.wait_for_load_state()
    yield Visit("counter-person", "Counter: what the person wants", "officer"), page


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
    page.route(
        "**/broken/", lambda route: route.fulfill(content_type="text/html", body=render_to_string("errors/broken.html"))
    )
    page.goto("/broken/")
    yield Visit("broken", "Something went wrong on our side", "anyone"), page
