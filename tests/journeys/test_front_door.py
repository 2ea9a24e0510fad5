"""The stack stands and a browser gets in."""

import pytest

pytestmark = pytest.mark.browser


def test_the_front_door_opens(page, live):
    assert page.goto("/health/").status == 200
    assert page.inner_text("body") == "ok"
