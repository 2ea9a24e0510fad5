"""Each service once in a real browser, from its page to the paper that comes out; every other example in ``make test-all``."""

import shutil
import subprocess
import time

import pytest
import yaml
from django.conf import settings

from tests.journeys import filling
from tests.journeys.desk import Desk, keep_a_time
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
PATIENCE = 60
WHO = {
    "trade-licence-new": "ines",
    "secondary-school-bursary": "josette",
    "work-permit-new": "anselm",
    "business-name-registration": "anselm",
}
NO_PAPER = ("infrastructure-defect-report", "traffic-ticket-payment")
WHERE = """
SELECT c.state || '|' || c.outcome || '|' || c.step || '|' || coalesce(r.type, '') || '|' || coalesce(r.turn, '')
    || '|' || coalesce((SELECT t.role || ',' || t.unit FROM casework_task t WHERE t.run_id = r.id AND t.state = 'open'
                        ORDER BY t.position LIMIT 1), '')
FROM casework_case c LEFT JOIN casework_steprun r ON r.case_id = c.id AND r.finished_at IS NULL
WHERE c.reference = '{}'
"""
SERVICES = sorted(path.name for path in (settings.PACK / "services").glob("*/*"))
OTHERS = [
    (path.parts[-3], path.stem)
    for path in sorted((settings.PACK / "services").glob("*/*/examples/*.yaml"))
    if path.stem != "plain" and yaml.safe_load(path.read_text())["expect"]["outcome"] != "not-eligible"
]


@pytest.fixture
def walk(make_page, live):
    """Hand in with an example's answers and go on until the case is closed; returns the applicant's page and the outcome."""

    def to_the_end(service, example):
        page = make_page()
        sign_in(page, live, key=WHO.get(service, "marisol"), language="en")
        reference = filling.apply_for(page, service, filling.example(service, example))
        desk, deadline = Desk(make_page, live, service), time.monotonic() + PATIENCE
        paid = set()  # the case goes on a moment after the payer has come back
        while time.monotonic() < deadline:
            state, outcome, step, kind, turn, post = live.query(WHERE.format(reference)).strip().split("|")
            if state == "closed":
                page.goto(f"/my/applications/{reference}/")
                return page, outcome
            if kind == "pay" and step not in paid:
                pay(page, reference)
                paid.add(step)
            elif kind == "meet" and turn == "applicant":
                keep_a_time(page, f"/my/applications/{reference}/appointment/")
            elif post:
                desk.decide(reference, step, *post.split(","))
            else:
                time.sleep(0.3)
        raise AssertionError(f"{reference} still stands in {step} ({kind}, {turn})")

    return to_the_end


def pay(page, reference):
    page.goto(f"/my/applications/{reference}/")
    page.locator("a[href^='/pay/']").first.click()
    page.get_by_role("button", name="Go to the card page").click()
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_label("Month").fill("05")
    page.get_by_label("Year").fill("31")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on the card").fill("A Payer")
    page.get_by_role("button", name="Pay XCD").click()
    page.get_by_role("heading", name="Payment received").wait_for()


@pytest.mark.parametrize("service", SERVICES)
def test_from_its_page_to_its_paper(walk, service, tmp_path):
    page, outcome = walk(service, "plain")

    assert outcome == "granted"
    if service not in NO_PAPER:
        assert_sealed(page, tmp_path / "paper.pdf")


@pytest.mark.slow
@pytest.mark.parametrize(("service", "example"), OTHERS)
def test_every_other_example_reaches_an_end(walk, service, example):
    page, outcome = walk(service, example)

    assert outcome in ("granted", "closed", "refused")
    assert page.locator("h1").count()


def assert_sealed(page, file):
    """Each paper opens as a PDF; an independent validator, where there is one, finds the seal whole."""
    links = page.locator("main a[href^='/files/']").evaluate_all("all => all.map((a) => a.href)")
    assert links, page.inner_text("main")
    for link in links:
        answer = page.context.request.get(link)
        assert answer.headers["content-type"].startswith("application/pdf")
        file.write_bytes(answer.body())
        if shutil.which("pdfsig"):
            said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
            assert "Signature is Valid" in said
