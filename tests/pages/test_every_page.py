"""Everything that people of the cast can reach by links, held to what a page owes to everyone."""

import pytest

from tests.pages.checks import faults_of
from tests.pages.walk import sign_in, stops

pytestmark = pytest.mark.browser

# A stranger, a citizen, a clerk, a supervisor, a service bureau agent, a permanent secretary, an administrator.
PEOPLE = ("", "marisol", "agnes", "rosemond", "celestine", "perpetua", "isidore")


@pytest.mark.parametrize("language", ["en", "acf"])
@pytest.mark.parametrize("key", PEOPLE)
def test_every_page_is_for_everyone(make_page, live, key, language):
    page = make_page(bypass_csp=True)
    sign_in(page, live, key=key, language=language)

    found = {stop: faults for stop in stops(page, live) if (faults := faults_of(page, language))}

    assert found == {}
