"""
One application in real browsers, from the service's page to its end: the applicant in any language, with or without scripts,
and whoever else's turn it is. What happens at a step is what a worked example, or a route through the workflow, says.
"""

import os
import re
import signal
import time
from contextlib import contextmanager

import yaml
from django.conf import settings

from digigov.rehearsal.cast import cast
from digigov.rehearsal.walks.routes import OVERDUE, WITHDRAWN
from tests.journeys import filling, signers
from tests.journeys.desk import Desk, keep_a_time

PATIENCE = 300  # a machine that does much else at once is slow, not wrong
WHO = {
    "trade-licence-new": "ines",
    "secondary-school-bursary": "josette",
    "work-permit-new": "anselm",
    "business-name-registration": "anselm",
}
WHERE = """
SELECT c.state || '|' || c.outcome || '|' || c.step || '|' || coalesce(r.type, '') || '|' || coalesce(r.turn, '')
    || '|' || coalesce((SELECT t.role || ',' || t.unit FROM casework_task t WHERE t.run_id = r.id AND t.state = 'open'
                        ORDER BY t.position LIMIT 1), '')
    || '|' || (SELECT coalesce(string_agg(key, ',' ORDER BY number), '') FROM casework_steprun
               WHERE case_id = c.id AND finished_at IS NOT NULL)
FROM casework_case c LEFT JOIN casework_steprun r ON r.case_id = c.id AND r.finished_at IS NULL
WHERE c.reference = '{}'
"""
PASS_THE_DEADLINE = """
UPDATE casework_steprun r SET due_at = now() - interval '1 second', watch_at = now() - interval '1 second'
FROM casework_case c WHERE c.id = r.case_id AND c.reference = '{}' AND r.finished_at IS NULL
"""
ASK_AGAIN_AT_ONCE = """
UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'registries.read_for_step' AND status = 'todo'
"""
LOOK_AT_THE_CLOCK = """
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.casework.commands import watch_deadlines
watch_deadlines(by=system("clock"), at=now())
"""


class Journey:
    """``doings`` as in a worked example; what they do not say is done in the applicant's favour."""

    def __init__(self, people, service, example, *, language="en", script=True):
        self.live, self.service, self.example = people.live, service, example
        self.doings = list(example.get("doings", ()))
        self.applicant = applicant_of(service, example["answers"])
        self.page = people.page(self.applicant, language=language, script=script)
        self.script = script
        self.desk = Desk(people, service)
        self.paid = set()  # the case goes on a moment after the payer has come back

    def to_the_end(self):
        """Hand in, and go on until the case is closed. Returns the outcome; the page is the applicant's."""
        if is_signed(self.service):
            signers.set_up_app(self.page, self.applicant)
        self.reference = filling.apply_for(
            self.page, self.service, self.example["answers"], script=self.script, sign=self.sign
        )
        self.address = f"/my/applications/{self.reference}/"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            state, outcome, step, kind, turn, post, gone = (
                self.live.query(WHERE.format(self.reference)).strip().split("|")
            )
            self.journey = gone.split(",")
            if state == "closed":
                self.page.goto(self.address)
                return outcome
            if self.take_a_turn(step, kind, turn, post):
                deadline = time.monotonic() + PATIENCE
            else:
                time.sleep(0.3)
        raise AssertionError(f"{self.reference} still stands in {step} ({kind}, {turn})")

    def sign(self, page):
        """The paper is fetched, as if it had been read in the other window."""
        page.request.get(page.locator("main a[href$='/document/']").get_attribute("href"))
        signers.confirm(page, self.applicant)

    def take_a_turn(self, step, kind, turn, post):
        doing, been_there = self.doing_at(step), (step, len(self.journey))
        if doing.get("outcome") == OVERDUE:
            self.let_time_pass(kind)
        elif doing.get("outcome") == WITHDRAWN:
            self.withdraw()
        elif kind == "pay" and been_there not in self.paid:
            self.paid.add(been_there)
            self.pay()
        elif kind == "meet" and turn == "applicant":
            keep_a_time(self.page, f"{self.address}appointment/")
        elif kind == "ask":
            self.answer(doing)
        elif doing.get("outcome") == "unavailable":
            self.live.query(ASK_AGAIN_AT_ONCE)  # instead of a minute's patience between the tries
            return False
        elif post:
            self.desk.decide(self.reference, step, *post.split(","), doing, self.asked_after(step))
        else:
            return False
        return True

    def doing_at(self, step):
        """What is to happen at the step, those of the steps that the case has left being done."""
        left = self._left()
        return left[0] if left and left[0]["step"] == step else {}

    def asked_after(self, step):
        """The questions that the applicant answers if this step leads there."""
        left = self._left()
        return list(left[1].get("answers", ())) if len(left) > 1 and left[0]["step"] == step else []

    def _left(self):
        left = list(self.doings)
        for step in self.journey:
            if left and left[0]["step"] == step:
                left.pop(0)
        return left

    def pay(self):
        self._to_the_card_page()
        self._type_card()
        self.page.wait_for_url(f"{self.live.url}/pay/**")
        assert self.page.locator("main").count()

    def _to_the_card_page(self):
        self.page.goto(self.address)
        self.page.locator("a[href^='/pay/']").first.click()
        self.page.locator("#pay button").click()

    def _type_card(self):
        for name, value in {"number": "4242 4242 4242 4242", "month": "05", "year": "31", "code": "123"}.items():
            self.page.locator(f"input[name={name}]").fill(value)
        self.page.locator("input[name=name]").fill("A Payer")
        self.page.get_by_role("button", name="Pay XCD").click()

    def let_time_pass(self, kind):
        """The deadline is over. A payer who stands at the card page at that moment is sent away, or gets the money back."""
        if kind == "pay":
            self._to_the_card_page()
        self.live.query(PASS_THE_DEADLINE.format(self.reference))
        self.live.python(LOOK_AT_THE_CLOCK)

    def withdraw(self):
        self.page.goto(self.address)
        with self.page.expect_navigation():
            self.page.locator("a[href$='/withdraw/']").click()
        self.page.locator("main form[method=post] button").last.click()
        self.page.wait_for_url(re.compile(re.escape(self.address) + "$"))

    def answer(self, doing):
        self.page.goto(f"{self.address}answer/")
        filling.fill(self.page, doing.get("answers", self.example["answers"]), script=self.script)
        with self.page.expect_navigation():
            self.page.locator("main form[method=post] button.govuk-button").last.click()
        faults = self.page.locator(".govuk-error-summary li").all_inner_texts()
        assert not faults, f"{self.page.url}: {faults}"


def is_signed(service):
    (home,) = (settings.PACK / "services").glob(f"*/{service}")
    return bool(yaml.safe_load((home / "service.yaml").read_text()).get("signature"))


def applicant_of(service, answers):
    """Whose name the answers bear, so that what registers hold of the applicant is what the example says."""
    named = {} if answers.get("for_other") else answers.get("full_name", {})
    known = (each.key for each in cast() if (each.given_names, each.family_name) == tuple(named.values()))
    return next(known, WHO.get(service, "marisol"))


@contextmanager
def registers_down(live):
    """They take connections and never answer."""
    leader = live.children()["registers"]
    os.kill(leader, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(leader, signal.SIGCONT)
