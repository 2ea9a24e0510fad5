"""
A citizen who walks while the ground shakes: applies, pays, and does what people do when a page does not come: loads it again.
"""

import re
import threading
import time
from types import SimpleNamespace
from urllib.parse import urljoin

import httpx
import yaml
from django.conf import settings

from digigov.modules.forms.definitions import Form
from tests.walks.citizen import Citizen, typed

SERVICE = "police-certificate-of-character"
FOLDER = settings.PACK / "services/home-affairs" / SERVICE
CARD = {"number": "4242424242424242", "month": "05", "year": "2031", "code": "123", "name": "A Payer"}
PATIENCE = 180


class Impatient:
    """A browser by plain HTTP with the few words of Django's test client that ``Citizen`` uses."""

    def __init__(self, url):
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=15, trust_env=False)
        self.again = 0

    def get(self, place):
        return self._until_it_comes(lambda: self.http.get(place))

    def post(self, place, boxes=None):
        token = next((value for name, value in self.http.cookies.items() if name.startswith("csrf")), "")
        boxes = boxes or {}
        files = {key: value for key, value in boxes.items() if isinstance(value, tuple)}
        data = {key: value for key, value in boxes.items() if key not in files}
        send = {"data": data, "files": files or None, "headers": {"X-CSRFToken": token, "Origin": self.url}}
        return self._until_it_comes(lambda: self.http.post(place, **send))

    def _until_it_comes(self, ask):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = ask()
                if answer.status_code < 500:
                    return _Answer(answer)
            except httpx.TransportError:
                pass
            assert time.monotonic() < deadline, "the page never came"
            self.again += 1
            time.sleep(0.3)


class _Answer:
    def __init__(self, answer):
        self.status_code, self.content, self.text = answer.status_code, answer.content, answer.text
        self.headers, self.url = answer.headers, str(answer.url)

    def __getitem__(self, name):
        return self.headers[name]


class Prepared(Citizen):
    """What is typed was worked out beforehand: threads that walk have no database to ask."""

    def __init__(self, client, script):
        super().__init__(client)
        self.script = script

    def answer_page(self, place, page, answers):
        if not page.repeat:
            return self.follow(self.post(place, self.script[page.id]))
        base = place.split("/page/")[0] + f"/page/{page.id}/"
        for index, boxes in enumerate(self.script[page.id]):
            self.post(f"{base}{index}/", boxes)
        return self.follow(self.post(base, {}))


def write_script():
    """The boxes of each page of the plain example. Needs the country's pack in the test's own database."""
    form, answers = read_form(), read_answers()
    return {
        page.id: [_plain(typed(page, item)) for item in answers.get(page.repeat.id, [])]
        if page.repeat
        else _plain(typed(page, answers))
        for page in form.pages
    }


def _plain(boxes):
    return {key: (v.name, v.read(), v.content_type) if hasattr(v, "read") else v for key, v in boxes.items()}


def read_form():
    return Form.model_validate(yaml.safe_load((FOLDER / "form.yaml").read_text()))


def read_answers():
    return yaml.safe_load((FOLDER / "examples/plain.yaml").read_text())["answers"]


def walk(stack, member, script):
    """Apply and pay once. Returns the reference and the payment's id."""
    browser = Impatient(stack.url)
    browser.get("/rehearsal/")
    assert browser.post(f"/rehearsal/sign-in/{member}/").status_code == 302
    form, citizen = read_form(), Prepared(browser, script)
    reference = citizen.hand_in(citizen.fill_in(SERVICE, form, read_answers()), form)
    payment = pay(browser, stack, reference)
    return SimpleNamespace(reference=reference, payment=payment, again=browser.again)


def pay(browser, stack, reference):
    """By card, asking our own page how it stands each time something went wrong on the way."""
    deadline = time.monotonic() + PATIENCE
    payment = None
    while time.monotonic() < deadline:
        found = re.search(r"/pay/([0-9a-f-]{36})/", browser.get(f"/my/applications/{reference}/").text)
        payment = payment or (found and found[1])
        if payment and stack_says_paid(browser, payment):
            return payment
        if payment:
            _try_once(browser, payment)
        time.sleep(0.3)
    raise AssertionError(f"{reference} could not be paid")


def stack_says_paid(browser, payment):
    return browser.get(f"/pay/{payment}/receipt/").status_code == 200


def _try_once(browser, payment):
    over = browser.post(f"/pay/{payment}/start/")
    place = over.headers.get("Location", "")
    if over.status_code not in (302, 303) or "/pay/" not in place or place.startswith(("/", browser.url)):
        return
    try:
        with httpx.Client(timeout=10, trust_env=False) as card_page:
            card_page.get(place).raise_for_status()
            done = card_page.post(urljoin(place, ""), data=CARD)
    except httpx.HTTPError:
        return  # whether the card was charged, nobody here knows: our page will say
    if done.status_code in (302, 303):
        browser.get(done.headers["Location"])


class Walkers:
    """Several people at once, each one walk after the other until told to stop."""

    def __init__(self, stack, members, script):
        self.done, self.faults, self.stop = [], [], threading.Event()
        self.threads = [
            threading.Thread(target=self._go, args=(stack, member, script), daemon=True) for member in members
        ]
        for thread in self.threads:
            thread.start()

    def _go(self, stack, member, script):
        while not self.stop.is_set():
            try:
                self.done.append(walk(stack, member, script))
            except Exception as fault:
                self.faults.append(f"{member}: {type(fault).__name__}: {fault}")
                return

    def finish(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(2 * PATIENCE)
        return self.done
