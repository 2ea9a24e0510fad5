"""A week of the contact centre, in a real browser: the manager plans and publishes it, and an agent sees it and asks for leave."""

import os
from pathlib import Path

import pytest

from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
PHONE = {"width": 320, "height": 640}
PAGES = ("", "what-if/?rate=200", "people/", "week/", "day/", "adherence/")
PICTURES = os.environ.get("DIGIGOV_PICTURES", "")  # a folder, to look at them


def picture(page, name, language):
    if PICTURES:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=Path(PICTURES) / f"{name}-{language}-{width}.png", full_page=True)
        page.set_viewport_size(PHONE)


def press(page, name):
    with page.expect_navigation():
        page.locator(f"main button[value='{name}']").first.click()


@pytest.mark.parametrize("language", ["en", "acf"])
def test_a_week_is_planned_published_and_seen(make_page, live, language):
    manager, agent = (make_page(bypass_csp=True, viewport=PHONE) for _each in range(2))
    sign_in(manager, live, key="honora", language=language)
    manager.goto("/desk/workforce/people/")
    for number in (0, 3, 6):
        form = manager.locator("form:has(input[name=do][value=agent])").nth(number)
        form.locator("input[value=acf]").check()
        with manager.expect_navigation():
            form.locator("button").click()
    manager.goto("/desk/workforce/week/")
    press(manager, "plan")
    assert faults_of(manager, language) == []
    picture(manager, "week-draft", language)
    manager.locator("#ends").select_option("420")
    press(manager, "put")
    assert manager.locator(".govuk-error-summary").count() == 1
    assert faults_of(manager, language) == []
    press(manager, "publish")
    for path in PAGES:
        manager.goto(f"/desk/workforce/{path}")
        assert faults_of(manager, language) == []
        picture(manager, f"workforce-{path.split('/')[0] or 'need'}", language)
    manager.goto("/desk/workforce/week/")
    monday = manager.locator("input[name=week]").first.get_attribute("value")
    manager.goto(f"/desk/workforce/day/?on={monday}")
    assert faults_of(manager, language) == []
    picture(manager, "workforce-played", language)
    assert manager.locator("main table").count() == 1

    sign_in(agent, live, key="blanche", language=language)
    agent.goto("/desk/my-shifts/")
    assert agent.locator("#first_on").count() == 1
    assert faults_of(agent, language) == []
    press(agent, "feed")
    assert "/desk/my-shifts/calendar/" in agent.locator("#address").input_value()
    assert faults_of(agent, language) == []
    picture(agent, "my-shifts", language)
