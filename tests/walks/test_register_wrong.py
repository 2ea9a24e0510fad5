"""Somebody reads what a register says of them, says that it is wrong, and the office that keeps it answers."""

import re
from html import unescape

import pytest
from django.apps import apps

from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed
from digigov.kernel.paging import Page
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.casework.queries import QueueFilters
from digigov.modules.identity.testing import make_account, messages_to, sign_in
from digigov.modules.organizations.testing import make_officer
from digigov.modules.parties.testing import make_person

PAGE = "/account/my-data/registers/tax-accounts/full_name/wrong/"
RIGHT = "It is spelled Testa, as on my birth certificate"
KEEPER = {"role": "register-keeper", "title": "Keeper of a register"}


def text_of(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def person(country, client):
    party_id = make_person(given_names="Testa", family_name="Fictional", email="testa@example.org")
    sign_in(client, make_account(party_id=party_id))
    return party_id


def queue_of(officer):
    return list(cases.list_queue(viewer=officer, at=now(), filters=QueueFilters(), page=Page()))


def test_it_is_the_case_of_whoever_keeps_the_register_and_the_answer_is_read(client, person):
    assert "Inland Revenue Department" in text_of(client.get(PAGE))
    assert client.post(PAGE, {"right": " "}).status_code == 422
    place = client.post(PAGE, {"says": "Tesla", "right": RIGHT})["Location"]
    reference = place.rstrip("/").rpartition("/")[2]
    task = apps.get_model("casework", "Task").objects.get(case__reference=reference)

    keeper = make_officer(party_id=make_person(), unit="inland-revenue", **KEEPER)
    other = make_officer(party_id=make_person(), unit="electoral-department", **KEEPER)
    protector = make_officer(
        party_id=make_person(), unit="modernisation", role="data-protection-officer", title="Data protection officer"
    )
    assert [each.reference for each in queue_of(keeper)] == [reference]
    assert queue_of(other) == []
    with pytest.raises(NotAllowed):
        casework.claim_task(by=other, at=now(), task_id=task.id)
    for officer in (keeper, protector):
        case = cases.get_case(viewer=officer, at=now(), case_id=task.case_id, purpose=Purpose("decide-case"))
        assert case.facts["answers"]["right"] == RIGHT
        assert case.facts["answers"]["field"] == "Register of taxpayers: Name"

    found = {"answer": "Your name is spelled Testa in the register now."}
    casework.complete_task(by=keeper, at=now(), task_id=task.id, outcome="corrected", findings=found)

    told = text_of(client.get(place))
    assert "The register was put right" in told and "spelled Testa in the register now" in told
    assert any("The office that keeps the register has answered" in each for each in messages_to("testa@example.org"))


@pytest.mark.parametrize(
    "page",
    [PAGE.replace("full_name", "colour"), PAGE.replace("tax-accounts", "vehicles"), PAGE.replace("tax-accounts", "x")],
)
def test_of_what_no_register_says_of_people_there_is_nothing_to_say(client, person, page):
    assert client.get(page).status_code == 404
    assert client.post(page, {"right": RIGHT}).status_code == 404


@pytest.mark.parametrize("typed", [{"says": "x" * 501, "right": RIGHT}, {"right": "x" * 1501}, {}])
def test_too_much_and_nothing_are_said_at_the_box(client, person, typed):
    answer = client.post(PAGE, typed)
    assert answer.status_code == 422
    assert "govuk-error-message" in answer.content.decode()
