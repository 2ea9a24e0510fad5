"""One walk through the main pages, in the order in which people meet them: find, apply, pay, decide, sign, receive, check."""

import re
from dataclasses import dataclass

from tests.journeys import filling
from tests.pages.checks import WIDE
from tests.pages.walk import sign_in

SERVICE = "police-certificate-of-character"


@dataclass(frozen=True)
class Visit:
    name: str
    title: str
    who: str
    mended: str = "none"


def visits(chromium, stack, *, language="en", **options):
    """Each page as it stands open, with what was mended after it was looked at; in that language, until the last few."""
    people = People(chromium, stack, language, options)
    yield from _stranger(people.page())
    yield from _questions(people.page("josette"))
    citizen = people.page("marisol")
    yield from _applying(citizen)
    reference = re.search(r"A\d\d-\d+-\d", citizen.inner_text(".govuk-panel"))[0]
    yield from _paying(citizen, reference)
    yield from _deciding(people, reference)
    yield from _receiving(citizen, reference)
    yield from _account(citizen)
    yield from _supervising(people)
    yield from _kweyol(people.page("theodule"))


class People:
    def __init__(self, chromium, stack, language, options):
        self.chromium, self.stack, self.language, self.options, self.pages = chromium, stack, language, options, {}

    def page(self, key=""):
        """A page of this person's own, opened once; signed in unless it is a stranger."""
        if key in self.pages:
            return self.pages[key]
        context = self.chromium.new_context(base_url=self.stack.url, viewport=WIDE, **self.options)
        page = context.new_page()
        page.set_default_timeout(15_000)
        sign_in(page, self.stack, key=key, language="acf" if key == "theodule" else self.language)
        self.pages[key] = page
        return page


def _stranger(page):
    for path, visit in (
        ("/", Visit("home", "Front page", "anyone", "it was a bare list: search and telephone now come first")),
        ("/services/?q=my+licence+got+stolen", Visit("search", "Search", "anyone", "one service ran into the next")),
        (
            f"/services/{SERVICE}/",
            Visit(
                "service",
                "A service",
                "anyone",
                "it did not say where the office is; the box of key facts touched the next heading",
            ),
        ),
        (
            f"/services/{SERVICE}/privacy/",
            Visit(
                "privacy-notice",
                "Privacy notice of a service",
                "anyone",
                "who else gets the data stood without a heading",
            ),
        ),
        ("/track/", Visit("track", "Track without an account", "anyone", "the menu did not mark the place")),
        (
            "/verify/",
            Visit(
                "verify",
                "Check a document",
                "anyone",
                "its heading was larger than that of other pages; the telephone number at the foot broke over two lines",
            ),
        ),
        ("/account/sign-in/", Visit("sign-in", "Sign in", "anyone", "the page's own address stood in the box")),
        ("/account/sign-up/", Visit("sign-up", "Open an account", "anyone", "the page's own address stood in the box")),
        (
            "/about/cookies/",
            Visit("cookies", "Cookies", "anyone", "the last column of a table was cut off on a small phone"),
        ),
        (
            "/about/accessibility/",
            Visit("accessibility", "Accessibility statement", "anyone", "it called the language by another name"),
        ),
        ("/no-such-page/", Visit("not-found", "Page not found", "anyone", "it offered nothing but the start page")),
    ):
        page.goto(path)
        yield visit, page


def _questions(page):
    """A place on the map, and what was answered with it."""
    seen = {
        "/place/": Visit(
            "question-map",
            "A place on the map",
            "citizen",
            "names at the edge of the map were cut off; towns of the east coast had none; the map stood over its margin",
        ),
        "/check/": Visit("check-map", "Check your answers, with a place", "citizen", "the little maps stood indented"),
    }
    answers = filling.example("infrastructure-defect-report")
    page.goto("/apply/infrastructure-defect-report/")
    filling.go_on(page)
    while seen:
        filling.fill(page, answers)
        for part in [part for part in seen if part in page.url]:
            yield seen.pop(part), page
        filling.go_on(page)


def _applying(page):
    answers = filling.example(SERVICE)
    page.goto(f"/apply/{SERVICE}/")
    yield Visit("start", "Before you start", "citizen", "name and way out took two lines of a small phone"), page
    filling.go_on(page)
    filling.go_on(page)
    yield Visit("question-error", "A question left unanswered", "citizen"), page
    seen = {
        "/name/": Visit(
            "question-prefilled",
            "A question that a register answers",
            "citizen",
            "the page had no heading that one can see",
        ),
        "/addresses/0/": Visit(
            "question-address", "A question of several boxes", "citizen", "“St. Lucia” was written short"
        ),
        "/photo/": Visit("question-file", "A picture to be sent", "citizen"),
        "/check/": Visit("check", "Check your answers", "citizen", "a heading stood over each single question"),
    }
    while not page.locator(".govuk-panel").count():
        for part in [part for part in seen if part in page.url]:
            yield seen.pop(part), page
        filling.fill(page, answers)
        filling.go_on(page)
    yield Visit("done", "Handed in", "citizen", "it told to pay and led elsewhere"), page


def _paying(page, reference):
    page.goto(f"/my/applications/{reference}/")
    yield (
        Visit(
            "application",
            "Where it stands: your turn",
            "citizen",
            "the step that waits looked as if it were done; a document issued was told by the name of a step",
        ),
        page,
    )
    page.locator("main a.govuk-button").first.click()
    yield Visit("pay", "Pay the fee", "citizen"), page
    page.locator("form#pay button").click()
    page.locator("input[name=number]").wait_for()
    yield Visit("card", "The card page of the sandbox", "citizen", "its button stood beside the last box"), page
    for name, value in {
        "number": "4242424242424242",
        "month": "12",
        "year": "30",
        "code": "123",
        "name": "Marisol Papaya",
    }.items():
        page.locator(f"input[name={name}]").fill(value)
    page.locator("form button").first.click()
    page.locator(".govuk-panel").wait_for()
    yield Visit("paid", "Payment received", "citizen", "there was no way back to the application"), page


def _deciding(people, reference):
    clerk = people.page("agnes")
    clerk.goto("/desk/")
    yield (
        Visit(
            "desk-queue",
            "Queue",
            "officer",
            "references broke over two lines; the menu offered pages that one may not open",
        ),
        clerk,
    )
    clerk.goto(f"/desk/cases/{reference}/")
    clerk.locator("[data-key=t]").click()
    clerk.locator(".dg-desk__decide").wait_for()
    yield (
        Visit(
            "desk-case",
            "A case",
            "officer",
            "narrow columns broke words; telephone numbers had no gaps; boxes to tick came in two sizes, clocks in one broken line",
        ),
        clerk,
    )
    _decide(clerk, "clear", {"record_found": False})
    inspector = people.page("winston")
    inspector.goto(f"/desk/cases/{reference}/")
    inspector.locator("[data-key=t]").click()
    inspector.locator(".dg-desk__decide").wait_for()
    yield Visit("desk-sign", "Sign off", "officer", "the outcomes were told in codes"), inspector
    _decide(inspector, "signed", {})


def _decide(page, outcome, findings):
    filling.fill(page, findings)
    page.locator(f"#outcome-{outcome}").check()
    page.locator(".dg-desk__decide > button").click()
    page.wait_for_load_state()


def _receiving(page, reference):
    for _ in range(60):
        page.goto(f"/my/applications/{reference}/")
        if page.locator(".dg-status--done").count():
            break
        page.wait_for_timeout(1000)
    yield Visit("granted", "Where it stands: granted", "citizen"), page
    page.goto("/my/")
    yield Visit("my", "My applications", "citizen", "the menu called the same page by another name"), page


def _account(page):
    for path, visit in (
        ("/account/", Visit("account", "Your account", "citizen", "the telephone number had no gaps")),
        (
            "/account/security/",
            Visit("security", "Password and devices", "citizen", "a device was told by a line of code"),
        ),
        (
            "/account/security/app/",
            Visit("app", "Set up an authenticator app", "citizen", "the key ran off a small phone"),
        ),
        (
            "/account/who-looked/",
            Visit(
                "who-looked",
                "Who has looked at your data",
                "citizen",
                "it was told in codes instead of words; one visit filled ten lines",
            ),
        ),
    ):
        page.goto(path)
        yield visit, page


def _supervising(people):
    for key, path, visit in (
        (
            "rosemond",
            "/desk/operations/",
            Visit(
                "desk-refused", "Refused at the desk", "officer", "it left the desk and offered to try in vain again"
            ),
        ),
        ("rosemond", "/desk/workload/", Visit("desk-workload", "Workload", "supervisor")),
        (
            "perpetua",
            "/desk/figures/",
            Visit(
                "desk-figures",
                "Figures of a ministry",
                "permanent secretary",
                "the sentence above the table ran off a small phone",
            ),
        ),
        (
            "isidore",
            "/desk/staff/",
            Visit("desk-staff", "Staff", "administrator", "words broke in the middle on a small phone"),
        ),
        (
            "isidore",
            "/desk/operations/",
            Visit(
                "desk-operations",
                "Operations",
                "administrator",
                "tables pushed a small phone sideways, then hid that there was more",
            ),
        ),
        (
            "isidore",
            "/rehearsal/messages/",
            Visit(
                "messages",
                "Messages of the rehearsal",
                "anyone",
                "the table hid what was said on a small phone; texts broke off in a word",
            ),
        ),
    ):
        page = people.page(key)
        page.goto(path)
        yield visit, page


def _kweyol(page):
    for path, visit in (
        ("/", Visit("home-kweyol", "Front page in Kwéyòl", "citizen", "most of it was in English")),
        (
            f"/services/{SERVICE}/",
            Visit("service-kweyol", "A service in Kwéyòl", "citizen", "more than half of it was in English"),
        ),
        (
            "/styleguide/questions-with-errors/",
            Visit(
                "questions-kweyol",
                "Every question with its error, in Kwéyòl",
                "anyone",
                "letters left were counted in English",
            ),
        ),
    ):
        page.goto(path)
        yield visit, page
