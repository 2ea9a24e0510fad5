"""
Services in a real browser, from their page to the paper that comes out: in ``make test`` some that between them have every kind of
step (every example of all is walked by plain HTTP there); in ``make test-all`` each, and every worked example in both
languages, with and without scripts, and every way through each workflow that the rehearsal's registers allow.
"""

import shutil
import subprocess
from contextlib import nullcontext
from itertools import product

import pytest
from django.conf import settings

from digigov.rehearsal.walks.routes import Map
from digigov.rehearsal.walks.walk import read_examples, read_workflow
from tests.journeys.desk import workflow
from tests.journeys.journey import Journey, registers_down

pytestmark = pytest.mark.browser
SERVICES = sorted((settings.PACK / "services").glob("*/*"))
OFTEN = {
    "birth-certificate",
    "food-handler-certificate",
    "infrastructure-defect-report",
    "planning-permission-residential",
    "secondary-school-bursary",
}
MANNERS = list(product(("en", "acf"), (True, False)))  # language, scripts
EXAMPLES = [
    pytest.param(
        folder.name, example, *manner, id=f"{folder.name}-{name}-{manner[0]}-{'script' if manner[1] else 'plain'}"
    )
    for folder in SERVICES
    for name, example in read_examples(folder).items()
    for manner in MANNERS
]


def ways_through():
    """Routes whose registers say what a worked example has them say; each in another manner than the one before."""
    for folder in SERVICES:
        examples = read_examples(folder)
        chart = Map(read_workflow(folder), examples)
        for number, route in enumerate(chart.routes()):
            said = [doing for doing in examples[route.example].get("doings", ()) if "reads" in doing]
            if [doing for doing in route.doings if chart.steps[doing["step"]].type == "read"] == said:
                name = f"{folder.name}-{number}-{'-'.join(route.ways[-1][:2])}"
                yield pytest.param(folder.name, route, chart.outcome_of(route), *MANNERS[number % 4], id=name)


@pytest.mark.parametrize(
    "service",
    [pytest.param(each.name, marks=() if each.name in OFTEN else pytest.mark.slow) for each in SERVICES],
)
def test_from_its_page_to_its_paper(people, service, tmp_path):
    (folder,) = (each for each in SERVICES if each.name == service)
    journey = Journey(people, service, read_examples(folder)["plain"])

    assert journey.to_the_end() == "granted"
    if any(step["type"] == "issue" for step in workflow(service).values()):
        assert_sealed(journey.page, tmp_path / "paper.pdf")


@pytest.mark.slow
@pytest.mark.parametrize(("service", "example", "language", "script"), EXAMPLES)
def test_an_example_ends_as_it_says(people, live, service, example, language, script):
    is_down = any(doing["outcome"] == "unavailable" for doing in example.get("doings", ()))
    with registers_down(live) if is_down else nullcontext():
        journey = Journey(people, service, example, language=language, script=script)
        outcome = journey.to_the_end()

    assert (outcome, journey.journey) == (example["expect"]["outcome"], example["expect"]["journey"])
    assert journey.page.locator("h1").count()


@pytest.mark.slow
@pytest.mark.parametrize(("service", "route", "outcome", "language", "script"), list(ways_through()))
def test_a_route_ends_where_the_definition_says(people, service, route, outcome, language, script):
    example = {"answers": route.answers, "doings": route.doings}
    journey = Journey(people, service, example, language=language, script=script)

    assert (journey.to_the_end(), journey.journey) == (outcome, route.journey)


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
