"""
Fill a form in the browser from a worked example of the pack: whatever the page asks is answered, by its kind, as a person would.

An answer that government has filled in already is left as it stands. Files are small pictures made here.
"""

import io
import math
import re
from datetime import date
from functools import cache

import pikepdf
from django.conf import settings
from PIL import Image

from digigov.rehearsal.walks.worked import worked

MOST_PAGES = 60
POINT = ("latitude", "longitude")
WHERE_IS = """(drawing, [latitude, longitude]) => {
  const { west, north, across, along } = drawing.closest(".dg-map").dataset
  const there = new DOMPoint((longitude - west) * across, (north - latitude) * along)
  const shown = there.matrixTransform(drawing.getScreenCTM()), corner = drawing.getBoundingClientRect()
  return [shown.x - corner.left, shown.y - corner.top]
}"""


def worked_of(service, name="plain"):
    """A worked example, by the service's id and the name of its file."""
    (folder,) = (settings.PACK / "services").glob(f"*/{service}")
    return worked(folder / "examples" / f"{name}.yaml")


def example(service, name="plain"):
    """The answers of a worked example."""
    return worked_of(service, name)["answers"]


def apply_for(page, service, answers, script=True, sign=None):
    """From the service's own page to the page that says it is handed in. Returns the reference."""
    page.goto(f"/services/{service}/")
    start = page.locator("a.govuk-button--start").first
    if "/apply/" in (start.get_attribute("href") or ""):
        with page.expect_navigation():
            start.click()
    else:  # what it asks for is reported now; an old link still leads to its own form
        page.goto(f"/apply/{service}/")
    with page.expect_navigation():
        page.locator("main form[method=post] button.govuk-button").first.click()
    return go_through(page, answers, script=script, sign=sign)


def go_through(page, answers, stop=lambda page: False, script=True, sign=None):
    """Answer page after page until it is handed in (or ``stop`` says so); ``sign`` signs it, where that is asked."""
    for _ in range(MOST_PAGES):
        if stop(page):
            return None
        if page.url.endswith("/done/"):
            return re.search(r"[A-Z]\d\d-\d{7,9}-\d", page.inner_text("main"))[0]
        if "/signing/paper/" in page.url:
            sign(page)
            continue
        before = page.url, page.content()
        if _has_more_items(page, answers):
            with page.expect_navigation():
                page.locator("main a.govuk-button--secondary[href*='/page/']").click()
            continue
        fill(page, answers, script=script)
        go_on(page)
        faults = page.locator(".govuk-error-summary li").all_inner_texts()
        if page.locator("[name$='-confirm']:not(:checked)").count():
            continue  # a register was asked, and what it says is to be confirmed
        assert not faults, f"{page.url}: {faults}"
        assert (page.url, page.content()) != before, f"stuck at {page.url}"
    raise AssertionError(f"no end after {MOST_PAGES} pages: {page.url}")


def go_on(page):
    with page.expect_navigation():
        page.locator("main form[method=post]:not([action*=remove]) button.govuk-button").last.click()


def fill(page, answers, script=True):
    """Every question on the page that the answers know. Without scripts a file travels with its form."""
    answers = _of_this_item(page, answers)
    for box in page.locator(".dg-question").all():
        name = box.get_attribute("id").removeprefix("question-")
        kind = re.search(r"dg-question--(\w+)", box.get_attribute("class"))[1]
        known = box.locator(".dg-prefilled__value")
        if known.count():
            assert kind != "name" or known.inner_text() == " ".join(answers[name].values())
        if known.count() or (name not in answers and kind != "declaration"):
            continue
        WAYS.get(kind, _type)(box, name, answers.get(name, True))
        if kind == "file" and script and box.locator(f"[name='{name}-new']").count():
            box.locator(f"input[type=hidden][name='{name}']").first.wait_for(state="attached")


def _has_more_items(page, answers):
    """On the list of a page that repeats: whether the answers know of more."""
    shown = page.locator(".govuk-summary-card[id^=item-]").count()
    lists = [value for value in answers.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    return bool(
        shown
        and page.locator("main a.govuk-button--secondary[href*='/page/']").count()
        and any(len(v) > shown for v in lists)
    )


def _of_this_item(page, answers):
    """On a page that repeats, the answers of the item that its address counts."""
    counted = re.search(r"/(\d+)/(?:\?|$)", page.url)
    found = dict(answers)
    for value in answers.values():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            at = int(counted[1]) if counted else 0
            found |= value[at] if at < len(value) else {}
    return found


def _type(box, name, value):
    box.locator(f"[name='{name}']").fill(str(value))


def _parts(box, name, value):
    for part, text in value.items():
        field = box.locator(f"[name='{name}-{part}']")
        if not field.count():
            continue
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value=str(text))
        else:
            field.fill(str(text))


def _place(box, name, value):
    """A point is tapped on the map; where there is no map, its nearest named place is written down."""
    words = {part: text for part, text in value.items() if part not in POINT}
    if value.get("latitude") is not None:
        if box.locator(".dg-map").is_visible():
            _tap(box, value)
            assert box.locator(f"[name='{name}-latitude']").input_value()
        else:
            words = {**_nearest(box, value), **words}
    _parts(box, name, words)


def _tap(box, value):
    """Once the map knows its places, so that it says what is near."""
    box.locator(".dg-map__names text").first.wait_for(state="attached")
    drawing = box.locator(".dg-map__drawing")
    at = drawing.evaluate(WHERE_IS, [value[part] for part in POINT])
    drawing.click(position={"x": at[0], "y": at[1]})


def _nearest(box, value):
    places = box.page.request.get(box.locator(".dg-map").get_attribute("data-places")).json()["places"]
    place, district, *_point = min(places, key=lambda each: math.dist(each[2:], [value[part] for part in POINT]))
    return {"district": district, "place": place}


def _date(box, name, value):
    day = value if isinstance(value, date) else date.fromisoformat(value)
    _parts(box, name, {"day": day.day, "month": day.month, "year": day.year})


def _choose(box, name, value):
    for each in value if isinstance(value, list) else [value]:
        box.locator(f"[name='{name}'][value='{each}']").check()


def _yes_no(box, name, value):
    _choose(box, name, "yes" if value else "no")


def _file(box, name, value):
    if box.locator(f"[name='{name}-new']").count():
        chooser = box.locator(f"[name='{name}-new']")
        takes_pictures = "image" in (chooser.get_attribute("accept") or "image")
        picture = {"name": "picture.jpg", "mimeType": "image/jpeg", "buffer": _picture()}
        paper = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": _paper()}
        chooser.set_input_files(picture if takes_pictures else paper)


def _number_in_a_register(box, name, value):
    _type(box, name, value)
    confirm = box.locator(f"[name='{name}-confirm']")
    if confirm.count():
        confirm.check()


@cache
def _paper():
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


@cache
def _picture():
    made = io.BytesIO()
    Image.new("RGB", (480, 600), (101, 207, 255)).save(made, "JPEG")
    return made.getvalue()


WAYS = {
    "name": _parts,
    "address": _parts,
    "place": _place,
    "date": _date,
    "choice": _choose,
    "choices": _choose,
    "yes_no": _yes_no,
    "declaration": lambda box, name, value: _choose(box, name, "yes"),
    "file": _file,
    "register_number": _number_in_a_register,
}
