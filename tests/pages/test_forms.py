"""Every page of every service's form, in both languages, held to what a page owes to everyone."""

import pytest
from django.conf import settings

from tests.journeys import filling
from tests.pages.checks import WIDE, faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
FIRST = ("infrastructure-defect-report", "secondary-school-bursary", "traffic-ticket-payment")  # map, group, register
SERVICES = [
    pytest.param(path.name, marks=() if path.name in FIRST else pytest.mark.slow)
    for path in sorted((settings.PACK / "services").glob("*/*"), key=lambda path: path.name)
]


@pytest.mark.parametrize("service", SERVICES)
def test_every_page_of_a_form_is_for_everyone(make_page, live, service):
    page = make_page(bypass_csp=True)
    sign_in(page, live, key="marisol", language="en")
    found, seen = {}, set()

    def look(page):
        """Each address once, as it stands open and anew in the other language; on to the check of the answers."""
        if page.url not in seen:
            seen.add(page.url)
            found[page.url] = faults_of(page, "en") + _in_kweyol(page)
            page.set_viewport_size(WIDE)
        return page.url.endswith("/check/")

    page.goto(f"/apply/{service}/")
    look(page)
    filling.go_on(page)
    filling.go_through(page, filling.example(service), stop=look)

    assert {url: faults for url, faults in found.items() if faults} == {}
    assert len(seen) > 3


def _in_kweyol(page):
    _switch(page, "acf")
    faults = faults_of(page, "acf")
    page.set_viewport_size(WIDE)
    _switch(page, "en")
    return faults


def _switch(page, language):
    """The switch on the bar leads back to the page on which it stands."""
    page.locator(f".dg-bar button[name=language][value={language}]").click()
    page.locator(f"html[lang={language}]").wait_for(state="attached")
