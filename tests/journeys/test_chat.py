"""A chat on a telephone in a real browser: live, when the live process dies, in another page's frame, and without JavaScript."""

import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.apps import apps
from django.db import connection

from digigov.kernel.clock import now
from digigov.modules.contact_center import commands
from digigov.modules.contact_center.testing import GOVERNMENT, give_out, make_center, present
from digigov.sites.live.tests.reading import status_of
from tests.pages.checks import faults_of
from tests.ports import free_port, free_row

Contact, Message = (apps.get_model("contact_center", name) for name in ("Contact", "Message"))

pytestmark = pytest.mark.browser
PHONE = {"width": 320, "height": 640}
ALL_DAY = {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "opens": "00:00", "closes": "23:59"}
BOX, SEND = "textarea[name=text]", "[data-chat-form=say] button"


class Town:
    """A web server and a live process on a database of their own, and a page of a ministry that shows the chat."""

    def __init__(self, database):
        self.port, self.ministry = free_row(), free_port()
        self.url = f"http://localhost:{self.port}"
        self.place = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "digigov.config.settings.test", "DIGIGOV_DATABASE_URL": database,
            "DIGIGOV_LIVE_PORT": str(self.port + 5000), "DIGIGOV_ADDRESS": self.url,
            "DIGIGOV_CHAT_HOSTS": f"http://127.0.0.1:{self.ministry} http://localhost:{self.ministry}",
        }  # fmt: skip
        self.web = self._run("-m", "django", "runserver", "--insecure", "--noreload", f"localhost:{self.port}")
        self.live = self.start_live()
        self.other = ThreadingHTTPServer(("127.0.0.1", self.ministry), page_with(self.url))
        threading.Thread(target=self.other.serve_forever, daemon=True).start()
        self.wait(lambda: status_of(self.port, "/help/chat/") == 200)
        self.wait(lambda: status_of(self.port + 5000, "/live/health/") == 200)

    def start_live(self):
        words = f"-m granian --interface asgi --host 127.0.0.1 --port {self.port + 5000} --workers 1 --no-ws"
        return self._run(*words.split(), "digigov.config.live:application")

    def _run(self, *words):
        return subprocess.Popen(
            [sys.executable, *words], env=self.place, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def wait(self, is_so, seconds=60):
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until
            time.sleep(0.1)

    def end(self, process):
        os.killpg(process.pid, 9)
        process.wait()


def page_with(url):
    class Ministry(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            line = f'<script src="{url}/help/chat/widget.js" defer></script>'
            self.wfile.write(
                f"<!DOCTYPE html><html lang=en><title>Ministry</title>{line}<h1>Ministry</h1></html>".encode()
            )

        def log_message(self, *_words):
            pass

    return Ministry


@pytest.fixture
def town(fresh_database, django_db_blocker, monkeypatch):
    with django_db_blocker.unblock():
        monkeypatch.setitem(GOVERNMENT["offices"][0], "hours", [ALL_DAY])
        make_center(open_on_holidays=True)
        made = Town(fresh_database)
        yield made
        made.other.shutdown()
        for process in (made.web, made.live):
            made.end(process)
        connection.close()


@pytest.fixture
def visit(browser, town):
    contexts = []

    def make(**options):
        contexts.append(browser.new_context(base_url=town.url, viewport=PHONE, bypass_csp=False, **options))
        return contexts[-1].new_page()

    yield make
    for each in contexts:
        each.close()


def begin(page):
    page.locator("[name=topic][value=other]").check()
    page.get_by_role("button", name="Begin the chat").click()
    page.locator("[data-chat-log]").wait_for()


def answer(text):
    agent = present(at=now())
    give_out(at=now())
    contact_id = Contact.objects.get(state="offered").id
    commands.accept_contact(by=agent, at=now(), contact_id=contact_id)
    commands.write_message(by=agent, at=now(), contact_id=contact_id, text=text)
    return agent, contact_id


def test_live_on_a_telephone_and_through_the_death_of_the_live_process(visit, town):
    page = visit()
    page.goto("/help/chat/")
    begin(page)
    page.locator(BOX).fill("Where is my paper?")
    page.locator(BOX).press("Enter")
    page.locator(".dg-chat-said--citizen").wait_for()
    assert page.evaluate("document.activeElement.name") == "text"
    agent, contact_id = answer("Good day")
    page.locator(".dg-chat-said--agent").wait_for()
    page.get_by_text("Somebody of 311 is with you.").wait_for()
    town.end(town.live)
    commands.write_message(by=agent, at=now(), contact_id=contact_id, text="Still there?")
    page.get_by_text("Still there?").wait_for()  # by asking each few seconds
    page.locator(BOX).fill("Yes")
    page.locator(SEND).click()
    page.locator(".dg-chat-said--citizen").nth(1).wait_for()
    town.live = town.start_live()
    commands.write_message(by=agent, at=now(), contact_id=contact_id, text="One moment")
    page.get_by_text("One moment").wait_for()
    assert page.locator(".dg-chat-said").count() == Message.objects.count() == 5
    page.get_by_role("button", name="End the chat").click()
    page.get_by_text("This chat has ended.").wait_for()
    assert Contact.objects.get().state == "wrap-up"


@pytest.mark.parametrize("language", ["en", "acf"])
def test_each_page_is_clean_at_phone_width(visit, language, town):
    page = visit(extra_http_headers={"Accept-Language": language})
    page.goto("/help/chat/")
    assert faults_of(page, language) == []
    page.locator("[name=topic][value=other]").check()
    page.locator("main form button").last.click()
    page.locator("[data-chat-log]").wait_for()
    assert faults_of(page, language) == []


@pytest.mark.parametrize(("host", "goes_on"), [("localhost", True), ("127.0.0.1", False)])
def test_in_the_frame_of_a_ministrys_page_and_on_its_next_page(visit, town, host, goes_on):
    """Of another site, this browser lets a frame keep nothing: the chat works there, and lasts as long as the page."""
    page = visit()
    page.goto(f"http://{host}:{town.ministry}/")
    page.get_by_role("button", name="Chat with 311").press("Enter")
    frame = page.frame_locator("iframe[title='Chat with 311']")
    frame.locator("[name=topic][value=other]").check()
    frame.get_by_role("button", name="Begin the chat").click()
    frame.locator(BOX).fill("From a frame")
    frame.locator(BOX).press("Enter")
    frame.get_by_text("From a frame").wait_for()
    answer("Good day")
    frame.get_by_text("Good day").wait_for()
    page.goto(f"http://{host}:{town.ministry}/next")
    page.get_by_role("button", name="Chat with 311").click()
    frame.get_by_text("From a frame" if goes_on else "In which language?").wait_for()
    assert [each["name"] for each in page.context.cookies() if each["name"] == "chat"] == []
    assert page.evaluate("document.cookie") == ""


def test_without_javascript_a_form_and_looking_again(visit, town):
    page = visit(java_script_enabled=False)
    page.goto("/help/chat/")
    begin(page)
    page.locator(BOX).fill("No scripts here")
    page.locator(SEND).click()
    page.get_by_text("No scripts here").wait_for()
    answer("Good day")
    page.reload()
    page.get_by_text("Good day").wait_for()
