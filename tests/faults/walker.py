"""
People who walk while the ground shakes: apply, pay, decide, and do what people do when a page does not come: load it again.
"""

import random
import re
import threading
import time
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urljoin

import httpx
import yaml
from django.conf import settings

from digigov.modules.forms.definitions import Form, FormPage
from digigov.rehearsal.walks.citizen import Citizen, typed
from digigov.rehearsal.walks.worked import worked
from tests.faults.plans import CERTIFICATE as SERVICE
from tests.faults.plans import MORE, PLANS

FOLDER = settings.PACK / "services/home-affairs" / SERVICE
CARD = {"month": "05", "year": "2031", "code": "123", "name": "A Payer"}
# how the gateway tells of them: once, never, late, three times, with another amount
NUMBERS = ("4242424242424242", "4000000000000101", "4000000000000259", "4000000000001976", "4000000000000341")
KEPT = "Cancel this appointment"
BUSY, FULL = 429, 503  # come again in a moment
ASKED = "asked"
PATIENCE = 180


class Impatient:
    """A browser by plain HTTP with the few words of Django's test client that ``Citizen`` uses."""

    def __init__(self, url, member):
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=15, trust_env=False)
        self.again, self.broken = 0, []
        self.get("/rehearsal/")
        done = self.post(f"/rehearsal/sign-in/{member}/")
        assert done.status_code == 302, f"{member} could not sign in: {done}"

    def get(self, place):
        return self._until_it_comes(lambda: self.http.get(place))

    def post(self, place, boxes=None):
        boxes = boxes or {}
        files = {key: value for key, value in boxes.items() if isinstance(value, tuple)}
        data = {key: value for key, value in boxes.items() if key not in files}
        return self._until_it_comes(
            lambda: self.http.post(place, data=data, files=files or None, headers=self._headers())
        )

    def _headers(self):
        """With the token as it is now: a sign-in that was cut off may have left another one with us."""
        token = next((value for name, value in self.http.cookies.items() if name.startswith("csrf")), "")
        return {"X-CSRFToken": token, "Origin": self.url}

    def _until_it_comes(self, ask):
        waiting = until_patience_ends("the page never came")
        while True:
            next(waiting)
            try:
                answer = ask()
                if answer.status_code < 500 and answer.status_code != BUSY:
                    return _Answer(answer)
                if answer.status_code not in (BUSY, FULL):
                    self.broken.append(f"{answer.status_code} {answer.url.path}")
            except httpx.TransportError:
                pass
            self.again += 1


class _Answer:
    def __init__(self, answer):
        self.status_code, self.content, self.text = answer.status_code, answer.content, answer.text
        self.headers, self.url = answer.headers, str(answer.url)

    def __str__(self):
        return f"{self.url} {self.status_code} {dict(self.headers)} {self.text[-3000:]}"

    def __getitem__(self, name):
        return self.headers[name]


class Prepared(Citizen):
    """What is typed was worked out beforehand: threads that walk have no database to ask."""

    def __init__(self, client, script, service=SERVICE):
        super().__init__(client)
        self.script = script[service]

    def answer_page(self, place, page, answers):
        if not page.repeat:
            return self.follow(self.post(place, self.script[page.id]))
        base = place.split("/page/")[0] + f"/page/{page.id}/"
        for index, boxes in enumerate(self.script[page.id]):
            self.post(f"{base}{index}/", boxes)
        return self.follow(self.post(base, {}))


def write_script():
    """For each service the boxes of its plain example's pages. Needs the country's pack in the test's own database."""
    asked = [question for page in read_form().pages for question in page.questions if question.id == "other_names"]
    again = FormPage(id=ASKED, title="asked", questions=[each.model_copy(update={"when": None}) for each in asked])
    script = {service: _write(service) for service in {plan.service for plan in PLANS.values()}}
    script[SERVICE][ASKED] = _plain(typed(again, {"other_names": "Ti Marie"}))
    return script


def _write(service):
    form, answers = read_form(service), read_answers(service)
    return {
        page.id: [_plain(typed(page, item)) for item in answers.get(page.repeat.id, [])]
        if page.repeat
        else _plain(typed(page, answers))
        for page in form.pages
    }


def _plain(boxes):
    return {key: (v.name, v.read(), v.content_type) if hasattr(v, "read") else v for key, v in boxes.items()}


def read_form(service=SERVICE):
    return Form.model_validate(yaml.safe_load((_folder_of(service) / "form.yaml").read_text()))


def read_answers(service=SERVICE):
    return worked(_folder_of(service) / "examples/plain.yaml")["answers"]


def _folder_of(service):
    (folder,) = (settings.PACK / "services").glob(f"*/{service}")
    return folder


def until_patience_ends(sentence):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        yield
        time.sleep(0.3)
    raise AssertionError(sentence)


@dataclass
class Walk:
    """One application by one person, from the first page to the last paper."""

    stack: object
    member: str
    plan: str
    card: str = NUMBERS[0]
    reference: str = ""
    is_over: bool = False
    browsers: dict = field(default_factory=dict)

    @property
    def again(self):
        """How often a page had to be loaded again."""
        return sum(each.again for each in self.browsers.values())

    @property
    def broken(self):
        """The pages that were an error of the program's own."""
        return [page for each in self.browsers.values() for page in each.broken]

    @property
    def browser(self):
        return self.browser_of(self.member)

    def browser_of(self, member):
        """Everybody signs in once, when first needed."""
        if member not in self.browsers:
            self.browsers[member] = Impatient(self.stack.url, member)
        return self.browsers[member]

    def go(self, script):
        plan = PLANS[self.plan]
        form, citizen = read_form(plan.service), Prepared(self.browser, script, plan.service)
        self.reference = citizen.hand_in(citizen.fill_in(plan.service, form, read_answers(plan.service)), form)
        pay(self.browser, self.reference, self.card)
        for who, outcome in plan.acts:
            if who != "citizen":
                self.decide(who, outcome)
            elif outcome == "answered":
                self.answer(script[SERVICE][ASKED])
            elif outcome == "arranged":
                self.arrange()
            else:
                self.browser.post(f"/my/applications/{self.reference}/withdraw/", {"reason": "I need it no longer"})
        self.open_papers()
        self.is_over = True

    def leave(self):
        for browser in self.browsers.values():
            browser.http.close()

    def decide(self, member, outcome):
        """Take the case when it comes, and decide. An answer that was lost is asked for again: it may have been done."""
        browser = self.browser_of(member)
        for _ in until_patience_ends(f"{self.reference} never came to {member} for '{outcome}'"):
            page = browser.get(f"/desk/cases/{self.reference}/").text
            form = re.search(r'action="(/desk/tasks/[^"]+/decide/)"', page)
            if form and f'value="{outcome}"' in page:
                done = browser.post(form[1], {"outcome": outcome, **MORE.get(outcome, {})})
                assert done.status_code != 422, f"{outcome}: {done.text[:3000]}"
                return
            if claim := re.search(r'action="(/desk/tasks/[^"]+/claim/)"', page):
                browser.post(claim[1])

    def answer(self, boxes):
        address = f"/my/applications/{self.reference}/answer/"
        for _ in until_patience_ends(f"{self.reference}: nothing was asked"):
            if "other names again" in self.browser.get(address).text:
                done = self.browser.post(address, {**boxes, "message": "Here it is."})
                assert done.status_code != 422, done.text[:3000]
                return

    def arrange(self):
        """Keep a time at the office. One that somebody else was quicker to keep is looked for anew."""
        address = f"/my/applications/{self.reference}/appointment/"
        for _ in until_patience_ends(f"{self.reference}: no time could be kept"):
            page = self.browser.get(address).text
            if KEPT in page:
                return
            free = re.findall(r'name="starts_at" value="([^"]+)"', page)
            office = re.search(r'name="office" value="([^"]+)"', page)
            later = re.findall(r'href="([^"]+from=[^"]+)"', page)
            if free and office:
                self.browser.post(address, {"office": office[1], "starts_at": free[0]})
            elif later:
                address = later[-1].replace("&amp;", "&")

    def open_papers(self):
        """Each paper that must come out opens from the applicant's page."""
        for _ in until_patience_ends(f"{self.reference}: its papers never came"):
            page = self.browser.get(f"/my/applications/{self.reference}/").text
            papers = set(re.findall(r'href="(/files/[0-9a-f-]{36}/)', page))
            if len(papers) == len(PLANS[self.plan].papers):
                for paper in papers:
                    opened = self.browser.get(paper)
                    assert opened.content.startswith(b"%PDF"), f"no paper: {opened}"
                return


def pay(browser, reference, card):
    """By card, asking our own page how it stands each time something went wrong on the way."""
    payment = None
    for _ in until_patience_ends(f"{reference} could not be paid"):
        found = re.search(r"/pay/([0-9a-f-]{36})/", browser.get(f"/my/applications/{reference}/").text)
        payment = payment or (found and found[1])
        if payment and browser.get(f"/pay/{payment}/receipt/").status_code == 200:
            return
        if payment:
            _try_once(browser, payment, card)


def _try_once(browser, payment, card):
    over = browser.post(f"/pay/{payment}/start/")
    place = over.headers.get("Location", "")
    if over.status_code not in (302, 303) or "/pay/" not in place or place.startswith(("/", browser.url)):
        return
    try:
        with httpx.Client(timeout=10, trust_env=False) as card_page:
            card_page.get(place).raise_for_status()
            done = card_page.post(urljoin(place, ""), data={**CARD, "number": card})
    except httpx.HTTPError:
        return  # whether the card was charged, nobody here knows: our page will say
    if done.status_code in (302, 303):
        browser.get(done.headers["Location"])


class Walkers:
    """
    Several people at once, each one walk after the other until told to stop. Each begins with another plan and goes on
    through all of them, in an order that ``seed`` chooses.
    """

    def __init__(self, stack, members, script, seed):
        self.walks, self.faults, self.stop = [], [], threading.Event()
        chance = random.Random(seed)
        order = chance.sample(list(PLANS), len(PLANS))
        self.cards = [chance.choice(NUMBERS) for _ in range(100)]
        self.threads = [
            threading.Thread(target=self._go, args=(stack, member, script, order[at:] + order[:at]), daemon=True)
            for at, member in enumerate(members)
        ]
        for thread in self.threads:
            thread.start()

    def _go(self, stack, member, script, plans):
        for plan in cycle(plans):
            if self.stop.is_set():
                return
            walk = Walk(stack, member, plan, self.cards[len(self.walks) % len(self.cards)])
            self.walks.append(walk)
            try:
                walk.go(script)
            except Exception as fault:
                self.faults.append(f"{member}, {plan}, {walk.reference}: {type(fault).__name__}: {fault}")
                return
            finally:
                walk.leave()

    def finish(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(3 * PATIENCE)
        assert not [thread for thread in self.threads if thread.is_alive()]
        return self.walks
