"""Every component, in both languages, on a wide screen and on a small phone."""

import pytest

from digigov.sites.styleguide.pages import all_components
from tests.pages.checks import faults_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "acf"])
def test_every_component_is_for_everyone(make_page, live, language):
    page = make_page(bypass_csp=True)
    page.context.add_cookies([{"name": f"language_{live.port}", "value": language, "url": live.url}])
    found = {}
    for name in ["", "questions/", "questions-with-errors/", *(f"{name}/" for name in all_components())]:
        page.goto(f"/styleguide/{name}")
        if faults := faults_of(page, language):
            found[name] = faults

    assert found == {}


def test_a_menu_that_needs_no_script(make_page):
    page = make_page(java_script_enabled=False, viewport={"width": 320, "height": 640})

    page.goto("/styleguide/")

    assert page.locator("main a").first.is_visible()
