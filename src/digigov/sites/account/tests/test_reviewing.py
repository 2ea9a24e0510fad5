"""The page on which a decision is looked at again, for an identity and for a mandate."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from digigov.kernel.actor import Grant, system
from digigov.kernel.clock import local_date, now
from digigov.modules.applications.commands import carry_out_review
from digigov.modules.catalog.commands import load_pack
from digigov.modules.identity.testing import sign_in
from digigov.modules.mandates import commands
from digigov.modules.mandates.testing import make_known, make_mandate
from digigov.modules.organizations.testing import make_officer
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    load_pack(by=system("test"), at=now(), path=settings.PACK)
    return make_known(number="9700002", given="Agent", at=now())


@pytest.fixture
def ended(agent):
    principal = make_known(number="9700001", given="Elder", at=now())
    today = local_date(now())
    in_a_year = today.replace(year=today.year + 1, day=1)
    mandate_id = make_mandate(
        principal_id=principal.party_id, agent_id=agent.party_id, ends_on=in_a_year, at=now(),
        services=("tax-clearance-individual",),
    )  # fmt: skip
    keeper = make_officer(
        unit="contact-centre", role="counter-agent", party_id=make_person(), grants=[Grant("mandates.end", "*")]
    )
    commands.end(by=keeper, at=now(), mandate_id=mandate_id)
    return mandate_id


def visit(actor):
    client = Client()
    sign_in(client, actor.account_id)
    return client


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_mandate_that_an_officer_ended_is_looked_at_again_once_and_holds_again(agent, ended):
    client, here = visit(agent), f"/account/mandates/review/{ended}/"
    assert "That Agent Fictional acts for Elder Fictional was ended" in text_of(client.get("/account/mandates/"))
    assert client.post(here, {"why": " "}).status_code == 422
    asked = client.post(here, {"why": "She still wants me to."})
    assert asked.status_code == 302
    assert client.get(here).url == asked.url == client.post(here, {"why": "Again."}).url
    assert "See how far the review of this decision is" in text_of(client.get("/account/mandates/"))

    review = apps.get_model("applications", "Review").objects.get()
    assert (review.of, review.decision_id) == ("mandate", ended)
    carry_out_review(at=now(), case_id=review.application.case_id)

    assert "Act for Elder Fictional" in text_of(client.get("/account/mandates/"))


def test_nobody_elses(agent, ended):
    stranger = make_known(number="9700003", given="Stranger", at=now())
    assert visit(stranger).get(f"/account/mandates/review/{ended}/").status_code == 404
