"""An officer ends that a mother acts for her child; on a telephone a review is asked for, another office decides, and it holds again."""

import re

import pytest

from tests.journeys.test_identity import follow, send
from tests.journeys.test_identity_review import answer
from tests.journeys.test_mandates import visit
from tests.pages.checks import faults_of
from tests.pages.walk import sign_in

pytestmark = pytest.mark.browser
ENTRY, CHILD = "2021-99001", "Elodie Guava"
END = """
from django.apps import apps
from digigov.kernel.actor import Actor, Grant
from digigov.kernel.clock import now
from digigov.kernel.ids import new_id
from digigov.modules.mandates import commands
keeper = Actor(
    kind="officer", account_id=new_id(), party_id=new_id(), second_factor=True,
    grants=frozenset({Grant("mandates.end", "*")}),
)
known = apps.get_model("mandates", "Mandate").objects.get(state="active", principal__given_names="Elodie")
commands.end(by=keeper, at=now(), mandate_id=known.id)
"""


@pytest.mark.parametrize("language", ["en", "acf"])
def test_what_an_officer_ended_wrongly_holds_again(make_page, live, language):
    mother, other = visit(make_page, live, key="josette", language=language), make_page(bypass_csp=True)
    sign_in(other, live, key="adelaide", language=language)
    mother.goto("/account/mandates/child/")
    mother.locator("[name=entry_number]").fill(ENTRY)
    send(mother)
    mother.wait_for_url("**/account/mandates/")
    live.python(END)

    mother.goto("/account/mandates/")
    assert CHILD in mother.inner_text("main")
    assert faults_of(mother, language) == []
    follow(mother, "main a[href*='/mandates/review/'] >> nth=0")
    send(mother)
    mother.locator(".govuk-error-summary").wait_for()
    assert faults_of(mother, language) == []
    mother.locator("[name=why]").fill("I am her mother, and nobody asked me.")
    send(mother)
    mother.wait_for_url("**/my/applications/**")
    reference = re.search(r"[A-Z]\d\d-\d{7,9}-\d", mother.url)[0]
    answer(other, reference, language)

    for _each in range(480):  # a job carries it out
        mother.goto("/account/mandates/")
        if mother.locator(f"form[action$='/begin/']:has-text('{CHILD}')").count():
            break
        mother.wait_for_timeout(250)
    assert mother.locator(f"form[action$='/begin/']:has-text('{CHILD}')").count() == 1
    assert faults_of(mother, language) == []
    follow(mother, f".dg-mandate:has-text('{CHILD}') a[href$='/end/']")
    send(mother)
