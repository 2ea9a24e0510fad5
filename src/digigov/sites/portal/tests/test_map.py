"""The map of a place question, in Chromium: by finger, by keyboard, and not at all."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from digigov.modules.forms.queries import fields_of
from digigov.modules.forms.testing import PLACES, make_context, make_form, make_page, make_question
from tests.pages.checks import axe_faults

pytestmark = pytest.mark.browser

SITE = "http://map.example"
STATIC = Path(settings.ROOT) / "src" / "digigov"
FORM = make_form(make_page("where", make_question("spot", "place")))


def page_of(raw=None):
    (field,) = fields_of(FORM, "where", {}, make_context(), raw=raw)
    question = get_template("questions/question.html").template.module.question(field)
    return f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A place</title><link rel="stylesheet" href="/static/ui/digigov.css"></head><body><main>{question}</main></body></html>'


def serve(route):
    path = route.request.url.removeprefix(SITE)
    folder = {"ui": STATIC / "ui" / "static", "portal": STATIC / "sites" / "portal" / "static"}
    if path.startswith("/static/"):
        name = path.removeprefix("/static/")
        return route.fulfill(path=folder[name.split("/")[0]] / name)
    if path == "/places.json":
        return route.fulfill(body=json.dumps({"places": PLACES}), content_type="application/json")
    return route.fulfill(body=page_of(), content_type="text/html")


@pytest.fixture
def place(browser):
    context = browser.new_context(viewport={"width": 800, "height": 1400})
    page = context.new_page()
    page.set_default_timeout(5000)
    page.route("**/*", serve)
    page.goto(SITE)
    page.locator(".dg-map__names text").first.wait_for(state="attached")
    yield page
    context.close()


def boxes(page):
    return {
        part: page.locator(f"[name=spot-{part}]").input_value()
        for part in ("latitude", "longitude", "place", "district")
    }


def tap(page, x, y):
    page.locator(".dg-map svg").first.click(position={"x": x, "y": y})


def test_a_tap_shows_a_point_and_says_what_is_near(place):
    tap(place, 240, 240)
    kept = boxes(place)
    assert 13.8 < float(kept["latitude"]) < 14.0
    assert kept["district"] in ("Castries", "Soufrière")
    assert kept["place"] in place.locator(".dg-map__now").inner_text()
    tap(place, 240, 100)
    assert float(boxes(place)["latitude"]) > float(kept["latitude"])


def test_the_keyboard_and_the_buttons_do_too(place):
    place.locator(".dg-map svg").first.focus()
    place.keyboard.press("ArrowUp")
    first = boxes(place)
    place.keyboard.press("+")
    place.keyboard.press("ArrowUp")
    assert float(boxes(place)["latitude"]) > float(first["latitude"])
    closer = boxes(place)
    place.get_by_role("button", name="Move south").click()
    assert float(boxes(place)["latitude"]) < float(closer["latitude"])
    place.get_by_role("button", name="Take the point away").click()
    assert boxes(place)["latitude"] == ""


def test_the_point_can_be_dragged(place):
    tap(place, 240, 240)
    before = boxes(place)
    pin = place.locator(".dg-map__point circle").bounding_box()
    place.mouse.move(pin["x"] + 2, pin["y"] + 2)
    place.mouse.down()
    place.mouse.move(pin["x"] + 40, pin["y"] - 40, steps=4)
    place.mouse.up()
    after = boxes(place)
    assert float(after["latitude"]) > float(before["latitude"])
    assert float(after["longitude"]) > float(before["longitude"])


def test_what_is_shown_is_what_the_server_takes(place):
    tap(place, 240, 240)
    kept = boxes(place)
    raw = {f"spot-{part}": [text] for part, text in kept.items()}
    (field,) = fields_of(FORM, "where", {}, make_context(), raw=raw)
    assert field.extras["map"].point is not None
    assert len(kept["latitude"].partition(".")[2]) == 5


def test_axe_finds_nothing(place):
    tap(place, 240, 240)
    assert axe_faults(place) == []


def test_without_scripts_the_boxes_are_there_and_the_map_is_not(browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route("**/*", serve)
    page.goto(SITE)
    assert not page.locator(".dg-map").is_visible()
    assert page.get_by_label("Nearest place").is_visible()
    context.close()
