"""
Take the pictures of ``docs/screens``: the main pages as a small phone and a desk screen show them. ``make screens``.

What was wrong when somebody looked at a picture, and was mended, stands beside it in the list of ``visits``.
"""

import io
import os
import tempfile
from itertools import chain
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import QUIET
from tests.live_stack import Stack
from tests.programs import find_browser

OUT = Path(__file__).resolve().parents[2] / "docs" / "screens"
WIDTHS = (320, 1280)
TALLEST = 4000


def main():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    django.setup()
    from tests.pages.more_visits import more_visits  # noqa: PLC0415 - needs the settings
    from tests.pages.visits import visits  # noqa: PLC0415

    OUT.mkdir(parents=True, exist_ok=True)
    stack = Stack(tempfile.mkdtemp(prefix="digigov-screens-"))
    rows = []
    try:
        stack.start()
        with sync_playwright() as playwright:
            sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
            chromium = playwright.chromium.launch(executable_path=find_browser(), args=[*QUIET, *sandbox])
            for visit, page in chain(visits(chromium, stack), more_visits(chromium, stack)):
                rows.append((visit, [take(page, visit.name, width) for width in WIDTHS]))
                print(visit.name, flush=True)  # noqa: T201
            chromium.close()
    finally:
        stack.remove()
    taken = {picture for _, pictures in rows for picture in pictures}
    for old in OUT.glob("*.png"):
        if old.name not in taken:
            old.unlink()
    (OUT / "README.md").write_text(index(rows), encoding="utf-8")


def take(page, name, width):
    """One picture: few colours, so that the folder stays small."""
    page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_load_state()
    page.evaluate("document.fonts.ready")
    shown = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled")))
    shown = shown.crop((0, 0, shown.width, min(shown.height, TALLEST)))
    file = f"{name}-{width}.png"
    shown.convert("RGB").quantize(32, dither=Image.Dither.NONE).save(OUT / file, optimize=True)
    return file


def index(rows):
    lines = [
        "# Screens",
        "",
        "The main pages on a phone of 320 pixels and on a screen of 1280, made by `make screens` from a rehearsal. Each was looked at;",
        "the last column says what was wrong then and has been mended.",
        "",
        "| Page | Seen by | 320 | 1280 | Mended |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {visit.title} | {visit.who} | [picture]({narrow}) | [picture]({wide}) | {visit.mended} |"
        for visit, (narrow, wide) in rows
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
