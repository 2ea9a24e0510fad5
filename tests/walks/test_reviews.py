"""Whoever was refused, or taken for dead, has it looked at again by somebody who did not decide it."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.test import Client

from digigov.kernel.actor import Grant, system
from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed
from digigov.modules.applications.commands import carry_out_review
from digigov.modules.assurance import commands as assurance
from digigov.modules.assurance.queries import level_of
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.identity.testing import make_account, messages_to, sign_in
from digigov.modules.organizations.testing import make_holder, make_officer
from digigov.modules.parties.testing import make_person

DPO = {"unit": "modernisation", "role": "data-protection-officer", "title": "Data protection officer"}
MAIL, WHY = "testa@example.org", "I am alive"


@pytest.fixture
def testa(country):
    """Somebody who had shown who she is, until an officer withdrew it."""
    party_id = make_person(given_names="Testa", family_name="Fictional", email=MAIL)
    assurance.import_proof(
        by=system("test"), at=now(), party_id=party_id, given_names="Testa", family_name="Fictional",
        born_on=date(1991, 4, 12), national_id="9100001",
    )  # fmt: skip
    return party_id


@pytest.fixture
def withdrawer(country):
    return make_officer(party_id=make_person(), grants=[Grant("assurance.end")], **DPO)


@pytest.fixture
def ended(testa, withdrawer):
    assurance.end_proof(by=withdrawer, at=now(), party_id=testa)
    assert level_of(testa, at=now()) == 0
    return testa


def visit(party_id):
    client = Client()
    sign_in(client, make_account(party_id=party_id))
    return client


def review_page(client):
    return re.search(r"/account/identity/review/[0-9a-f-]{36}/", client.get("/account/identity/").content.decode())[0]


def task():
    return apps.get_model("casework", "Task").objects.select_related("case").get(done_at=None)


def decide(officer, outcome):
    waiting = task()
    casework.claim_task(by=officer, at=now(), task_id=waiting.id)
    casework.complete_task(
        by=officer, at=now(), task_id=waiting.id, outcome=outcome, findings={"answer": "It was a mistake of ours."}
    )
    return waiting.case_id


def test_one_who_did_not_decide_reverses_it_and_it_counts_again(ended, withdrawer):
    client = visit(ended)
    page = review_page(client)
    assert client.post(page, {"why": " "}).status_code == 422
    reference = client.post(page, {"why": WHY})["Location"].rstrip("/").rpartition("/")[2]

    with pytest.raises(NotAllowed):
        casework.claim_task(by=withdrawer, at=now(), task_id=task().id)
    case_id = decide(make_officer(party_id=make_person(), **DPO), "reversed")
    carry_out_review(at=now(), case_id=case_id)
    carry_out_review(at=now(), case_id=case_id)

    assert level_of(ended, at=now()) == 2
    assert any(reference in text for text in messages_to(MAIL))


def test_a_decision_that_stands_changes_nothing(ended):
    client = visit(ended)
    client.post(review_page(client), {"why": WHY})
    decide(make_officer(party_id=make_person(), **DPO), "stands")

    assert level_of(ended, at=now()) == 0
    assert not apps.get_model("applications", "Review").objects.exclude(carried_out_at=None).exists()


def test_it_is_asked_once_and_leads_on_to_the_question(ended):
    client = visit(ended)
    page = review_page(client)
    first = client.post(page, {"why": WHY})["Location"]

    assert client.post(page, {"why": WHY})["Location"] == first
    assert "See how far the review" in client.get("/account/identity/").content.decode()


def test_nobody_asks_for_another(ended):
    page = review_page(visit(ended))
    other = visit(make_person())

    assert other.get(page).status_code == 404
    assert other.post(page, {"why": WHY}).status_code == 404


def test_a_counter_asks_for_whoever_cannot_sign_in(ended):
    client, here = Client(), f"/desk/counter/people/{ended}/identity/"
    agent = make_holder(party_id=make_person(), unit="modernisation", role="counter-agent")
    sign_in(client, make_account(party_id=agent), second_factor=True)
    assert "Have it looked at again" in client.get(here).content.decode()

    assert client.post(here, {"way": "review", "why": WHY}).status_code == 422
    assert client.post(here, {"way": "review", "why": WHY, "agreement": "spoken"}).url == here

    assert "Another office looks at it again" in client.get(here).content.decode()
    officer = make_officer(party_id=make_person(), **DPO)
    seen = cases.get_case(viewer=officer, at=now(), case_id=task().case_id, purpose=Purpose("decide-case"))
    assert seen.facts["answers"]["why"] == WHY
    note = apps.get_model("casework", "Note").objects.get()
    assert "an officer withdrew it" in note.text
