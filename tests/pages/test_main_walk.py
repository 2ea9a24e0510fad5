"""The pages of a whole walk, with a real case in them, held to what every page owes to everyone."""

import pytest

from tests.pages.checks import faults_of
from tests.pages.visits import visits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "acf"])
def test_every_page_on_the_way_is_for_everyone(browser, live, language):
    found, shown = {}, []
    for visit, page in visits(browser, live, language=language, bypass_csp=True):
        shown.append(visit.name)
        if visit.name == "card":  # another company's page
            continue
        spoken = "acf" if visit.name.endswith("-kweyol") else language
        if faults := faults_of(page, spoken):
            found[visit.name] = faults
        page.set_viewport_size({"width": 1280, "height": 900})

    assert found == {}
    assert "granted" in shown
