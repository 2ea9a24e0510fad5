"""Walk the site as one of the cast: follow every link that leads on, and stop once at each kind of page."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error

STARTS = ("/", "/account/", "/desk/", "/about/accessibility/", "/rehearsal/messages/", "/no-such-page/")
PASSED_BY = {"styleguide:index", "styleguide:component"}  # they have a walk of their own
LINKS = (
    """() => [...document.querySelectorAll("a[href]")].filter((a) => !a.hasAttribute("download")).map((a) => a.href)"""
)


@dataclass(frozen=True)
class Stop:
    name: str
    path: str


def kind_of(path):
    """The name of the view behind an address, or nothing when no view is."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return "nothing"


def sign_in(page, live, *, key, language):
    """Be one of the cast (or, without a key, a stranger), and read in that language."""
    page.context.add_cookies([{"name": f"language_{live.port}", "value": language, "url": live.url}])
    if key:
        page.goto("/rehearsal/")
        page.locator(f"form[action='/rehearsal/sign-in/{key}/'] button").click()
        page.locator(".dg-bar form[action$='sign-out/']").wait_for()
        switch = page.locator(f".dg-bar button[name=language][value={language}]")
        if switch.count():
            switch.click()


def open_page(page, path):
    """The answer, or nothing where the browser saves a file instead of showing a page."""
    try:
        return page.goto(path)
    except Error as error:
        if "Download is starting" in error.message:
            return None
        raise


def stops(page, live, *, each=1, limit=80):
    """Every page within reach, ``each`` of a kind. The page is open while the walker looks at it."""
    waiting, seen, met = list(STARTS), set(STARTS), {}
    while waiting and sum(met.values()) < limit:
        path = waiting.pop(0)
        kind = kind_of(path)
        if met.get(kind, 0) >= each or kind in PASSED_BY:
            continue
        answer = open_page(page, path)
        if answer is None or "text/html" not in answer.headers.get("content-type", "") or answer.status >= 500:
            assert answer is None or answer.status < 500, f"{path} answers {answer.status}"
            continue
        kind = kind_of(page.url)
        met[kind] = met.get(kind, 0) + 1
        if met[kind] <= each:
            yield Stop(kind, path)
        for link in page.evaluate(LINKS):
            parts = urlsplit(urljoin(live.url, link))
            onward = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc == urlsplit(live.url).netloc and onward not in seen:
                seen.add(onward)
                waiting.append(onward)
