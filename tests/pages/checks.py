"""What holds on every page, whoever opens it: measured in a real browser."""

from pathlib import Path

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}

STRUCTURE = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)]
  const ids = all("[id]").map((element) => element.id)
  const nameless = all("input, select, textarea").filter((field) =>
    !["hidden", "submit", "button"].includes(field.type)
    && !field.labels?.length && !field.getAttribute("aria-label") && !field.getAttribute("aria-labelledby"))
  return {
    lang: document.documentElement.lang,
    title: document.title,
    h1: all("h1").length,
    main: all("main").length,
    header: all("body > header").length,
    footer: all("body > footer").length,
    skip: document.querySelector("a")?.getAttribute("href"),
    twice: ids.filter((id, at) => ids.indexOf(id) !== at),
    nameless: nameless.map((field) => field.name || field.id),
    unsafe: all("form[method=post]").filter((form) => !form.querySelector("[name=csrfmiddlewaretoken]")
      && new URL(form.action).origin === location.origin).length,
  }
}"""


def axe_faults(page):
    """What axe calls serious or critical, as sentences."""
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{fault['id']}: {fault['help']} ({node['target']})"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def sideways(page):
    """Elements that push the page wider than a small phone."""
    page.set_viewport_size(NARROW)
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
          .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".dg-scroll"))
          .slice(0, 5).map((element) => `${element.tagName}.${element.className} reaches ${Math.round(element.getBoundingClientRect().right)}`)"""
    )


def structure_faults(page, language):
    """What is wrong with the page's frame: language, title, headings, landmarks, labels, ids."""
    seen = page.evaluate(STRUCTURE)
    faults = [
        f"lang is {seen['lang']!r}" if seen["lang"] != language else "",
        f"title is {seen['title']!r}" if not seen["title"].endswith(" – DigiGov") or len(seen["title"]) < 12 else "",
        f"{seen['h1']} h1" if seen["h1"] != 1 else "",
        f"{seen['main']} main, {seen['header']} header" if (seen["main"], seen["header"]) != (1, 1) else "",
        f"first link leads to {seen['skip']}" if seen["skip"] != "#main-content" else "",
        f"ids twice: {seen['twice']}" if seen["twice"] else "",
        f"fields without a label: {seen['nameless']}" if seen["nameless"] else "",
        "a form without its token" if seen["unsafe"] else "",
    ]
    return [fault for fault in faults if fault]


def faults_of(page, language):
    """Everything wrong with the page that is open, or that a click is opening, at both widths."""
    page.wait_for_load_state()
    page.set_viewport_size(WIDE)
    return [*structure_faults(page, language), *axe_faults(page), *sideways(page)]
