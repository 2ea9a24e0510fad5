"""
A real Chromium, from the distribution: ``browser`` for the whole run, ``page`` for one test, ``people`` who stay signed in.

A page's uncaught error, or a script or style that the content security policy refused, fails the test that met it.
"""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.pages.walk import sign_in
from tests.programs import NO_BROWSER, find_browser

QUIET = (
    *("--disable-background-networking", "--disable-component-update", "--disable-domain-reliability"),
    *("--disable-sync", "--no-first-run", "--metrics-recording-only", "--disable-dev-shm-usage"),
)


def pytest_collection_modifyitems(items):
    """
    Browsers come last: Playwright keeps an event loop in this thread, in which nothing asynchronous can be waited for. Side by
    side a worker takes a file's tests together, those with a browser apart.
    """
    items.sort(key=_needs_a_browser)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(f"{item.path}{' in a browser' if _needs_a_browser(item) else ''}"))


def _needs_a_browser(item):
    return "browser" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def browser():
    if os.environ.get("DIGIGOV_NO_BROWSER"):
        pytest.skip("DIGIGOV_NO_BROWSER is set")
    path = find_browser()
    if path is None:
        pytest.fail(NO_BROWSER)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright keeps a loop in this thread; Django would refuse its database
    )
    sandbox = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        yield chromium
        chromium.close()


@pytest.fixture
def make_page(browser, live):
    """Pages of different people: each call opens a context of its own (cookies apart). Takes Playwright's options."""
    contexts, faults = [], []

    def make(**options):
        page = _open(browser, live, faults, options)
        contexts.append(page.context)
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


class People:
    """The cast, each with a page that stays open and signed in from test to test, for each language and with or without scripts."""

    def __init__(self, browser, live):
        self.browser, self.live = browser, live
        self.pages, self.faults = {}, []

    def page(self, key, *, language="en", script=True):
        who = key, language, script
        if who not in self.pages:
            page = _open(self.browser, self.live, self.faults, {"java_script_enabled": script})
            sign_in(page, self.live, key=key, language=language)
            self.pages[who] = page
        return self.pages[who]


@pytest.fixture(scope="session")
def all_people(browser, live):
    people = People(browser, live)
    yield people
    for page in people.pages.values():
        page.context.close()


@pytest.fixture
def people(all_people):
    all_people.faults.clear()
    yield all_people
    assert all_people.faults == []


def _open(browser, live, faults, options):
    context = browser.new_context(base_url=live.url, locale="en-LC", **options)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("console", lambda line: faults.append(f"{page.url}: {line.text}") if _is_refused(line) else None)
    return page


def _is_refused(line):
    return line.type == "error" and "Content Security Policy" in line.text


@pytest.fixture
def page(make_page):
    return make_page()
