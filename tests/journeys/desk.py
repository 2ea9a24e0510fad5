"""Officers of the cast in the browser: whoever's turn it is opens the case, takes it and decides in the applicant's favour."""

from functools import cache

import yaml
from django.conf import settings

from digigov.rehearsal.cast import cast
from tests.journeys import filling, signers

AGAINST = ("refuse", "missed", "ask", "returned", "unsuitable", "changes", "not-")
SENSIBLE = {"yes_no": True, "number": 1, "money": "100.00", "date": "2026-11-20", "text": "Seen", "long_text": "Seen"}


@cache
def workflow(service):
    (folder,) = (settings.PACK / "services").glob(f"*/{service}")
    steps = yaml.safe_load((folder / "workflow.yaml").read_text(encoding="utf-8"))["steps"]
    return {step["id"]: step for step in steps}


class Desk:
    """The desks of one case's officers; nobody acts twice, so four eyes see it wherever they must."""

    def __init__(self, people, service):
        self.people, self.service = people, service
        self.acted = []

    def decide(self, reference, step_id, role, unit, doing, asks):
        """As ``doing`` says, or in the applicant's favour; ``asks``: the questions to be answered again."""
        step, page = workflow(self.service)[step_id], self._officer(role, unit)
        outcome = doing.get("outcome") or favourable(step)
        if step["type"] == "inspect":
            keep_a_time(page, f"/desk/cases/{reference}/appointment/")
        page.goto(f"/desk/cases/{reference}/")
        with page.expect_navigation():
            page.get_by_role("button", name="Take this case").click()
        self._write_down(page, step, doing.get("findings", {}))
        page.locator(f"input[name=outcome][value='{outcome}']").check()
        give_reasons(page, outcome, doing.get("reason"), asks)
        with page.expect_navigation():
            page.get_by_role("button", name="Decide").click()
        if page.url.endswith("/sign/"):
            self._sign(page)
        faults = page.locator(".govuk-error-summary li").all_inner_texts()
        assert not faults, f"{step_id}: {faults}"

    def _sign(self, page):
        """The paper that the decision gives out is fetched, as if it had been read in the other window, and signed."""
        here, key = page.url, self.acted[-1]
        if signers.set_up_app(page, key):
            page.goto(here)
        page.request.get(page.locator("main a[href$='/document/']").get_attribute("href"))
        signers.confirm(page, key)
        page.wait_for_url("**/desk/cases/**")

    def _officer(self, role, unit):
        """A member of the cast with the role, there or else (where nobody is) higher up: one who has not acted yet, if any."""
        everyone = [member for member in cast() if member.role == role]
        known = [each.key for each in everyone if each.unit == unit] or [each.key for each in everyone]
        key = next((each for each in known if each not in self.acted), known[0])
        self.acted.append(key)
        return self.people.page(key)

    def _write_down(self, page, step, findings):
        asked = {question["id"]: question for question in step.get("findings", ())}
        unsaid = {name: question for name, question in asked.items() if name not in findings and "when" not in question}
        filling.fill(page, {**findings, **{name: sensible_answer(each) for name, each in unsaid.items()}})


def give_reasons(page, outcome, reason, asks):
    """The ground of a refusal, or what the applicant must do, where the outcome wants it."""
    grounds = page.locator(f"input[name='reason-{outcome}']")
    if grounds.count():
        (page.locator(f"input[name='reason-{outcome}'][value='{reason}']") if reason else grounds.first).check()
    if page.locator(f"[name='request-{outcome}']").count():
        page.locator(f"[name='request-{outcome}']").fill("Please send this again.")
        for box in page.locator(f"input[name='questions-{outcome}']").all():
            if box.get_attribute("value") in asks:
                if not box.is_visible():
                    page.locator("details:not([open])", has=page.locator(f"#questions-{outcome}")).locator(
                        "summary"
                    ).click()
                box.check()


def favourable(step):
    return next(outcome for outcome in step["next"] if not outcome.startswith(AGAINST))


def sensible_answer(question):
    if question["type"] in ("choice", "choices"):
        return question["choices"][0]["id" if "id" in question["choices"][0] else "value"]
    return SENSIBLE[question["type"]]


def keep_a_time(page, address):
    """The first that is free, in this week or a later one."""
    page.goto(address)
    for _ in range(8):
        free = page.locator("input[name=starts_at]")
        if free.count():
            free.first.check()
            with page.expect_navigation():
                page.locator("form:has(input[name=starts_at]) button").click()
            return
        with page.expect_navigation():
            page.locator("main a[href*='from=']").last.click()
    raise AssertionError("no time is free for eight weeks")
