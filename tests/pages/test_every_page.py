"""Everything that people of the cast can reach by links, held to what a page owes to everyone."""

import pytest

from tests.pages.checks import faults_of
from tests.pages.walk import sign_in, stops

pytestmark = pytest.mark.browser

# A stranger, a citizen, a clerk, a supervisor, a service bureau agent, a permanent secretary, an administrator.
PEOPLE = ("", "marisol", "agnes", "rosemond", "celestine", "perpetua", "isidore")
OFFICERS = {
    "agnes",
    "rosemond",
    "perpetua",
    "isidore",
}  # whose pages are in English first: the other language in ``make test-all``


@pytest.mark.parametrize(
    ("key", "language"),
    [
        pytest.param(key, language, marks=pytest.mark.slow if language != "en" and key in OFFICERS else ())
        for key in PEOPLE
        for language in ("en", "acf")
    ],
)
def test_every_page_is_for_everyone(make_page, live, key, language):
    page = make_page(bypass_csp=True)
    sign_in(page, live, key=key, language=language)

    found = {stop: faults for stop in stops(page, live) if (faults := faults_of(page, language))}

    assert found == {}
