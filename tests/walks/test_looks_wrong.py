"""A person sees who looked, says that it looks wrong, and gets an answer from somebody who had no part in it."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.apps import apps

from digigov.kernel.actor import Grant, system
from digigov.kernel.clock import now
from digigov.kernel.errors import NotAllowed
from digigov.kernel.paging import Page
from digigov.modules.applications import commands as applications
from digigov.modules.applications.queries import trail_subject
from digigov.modules.audit import queries as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.casework.queries import QueueFilters
from digigov.modules.catalog.definitions import DataProtection
from digigov.modules.identity.testing import make_account, messages_to, sign_in
from digigov.modules.organizations.commands import declare_relative
from digigov.modules.organizations.testing import make_officer
from digigov.modules.parties.queries import get_person
from digigov.modules.parties.testing import make_person

DPO = {"unit": "modernisation", "role": "data-protection-officer", "title": "Data protection officer"}
WHY = "I have nothing to do with that office"


def text_of(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def looker(country):
    """A data protection officer who looked at somebody: the hardest case, for the question comes to that very post."""
    person = make_person(given_names="Looka", family_name="Fictional")
    officer = make_officer(party_id=person, grants=[Grant("counter.assist")], **DPO)
    return replace(officer, name=DPO["title"])  # as the door makes one: the trail keeps the post, not the name


@pytest.fixture
def person(client, looker):
    party_id = make_person(given_names="Testa", family_name="Fictional", email="testa@example.org")
    sign_in(client, make_account(party_id=party_id))
    get_person(viewer=looker, at=now(), party_id=party_id, purpose=Purpose("serve-at-counter"))
    return party_id


def line_of(party_id):
    subject = trail_subject(party_id)
    glances = audit.list_about(viewer=cases_viewer(party_id), subject=subject, page=Page(), who="officers")
    return next(iter(glances))


def cases_viewer(party_id):
    return make_officer(party_id=party_id, unit="modernisation", role="accountant")


def wrong(party_id):
    return f"/account/who-looked/{line_of(party_id).ids[0]}/wrong/"


def test_the_line_is_there_at_once_and_says_who_when_what_and_why(client, person):
    shown = text_of(client.get("/account/who-looked/?who=officers"))

    assert audit.find_head() is None  # nothing was sealed yet
    for words in (
        "Looka Fictional, Data protection officer , Division of Public Sector Modernisation",
        "Read your details, to serve you at a counter",
        "What: home address, date of birth,",
        "Looked",
        "This looks wrong",
    ):
        assert words in shown


def test_where_the_law_does_not_let_officers_be_named_the_office_and_the_role_are(client, person, monkeypatch):
    monkeypatch.setattr("digigov.sites.account.who_looked.get_data_protection", DataProtection)

    shown = text_of(client.get("/account/who-looked/?who=officers"))

    assert "Data protection officer , Division of Public Sector Modernisation" in shown
    assert "Looka" not in shown
    assert "This looks wrong" not in shown  # nobody is named whom one could ask


def test_it_becomes_a_case_that_the_named_officer_neither_sees_nor_decides(client, person, looker):
    page = wrong(person)
    assert client.post(page, {"why": " "}).status_code == 422
    place = client.post(page, {"why": WHY})["Location"]
    reference = place.rstrip("/").rpartition("/")[2]
    task = apps.get_model("casework", "Task").objects.get(case__reference=reference)
    relative = make_officer(party_id=make_person(), **DPO)
    declare_relative(by=staff_manager(), at=now(), party_id=relative.party_id, relative_id=looker.party_id)
    colleague = make_officer(party_id=make_person(), **DPO)

    for partial in (looker, relative):
        assert not list(cases.list_queue(viewer=partial, at=now(), filters=QueueFilters(), page=Page()))
        with pytest.raises(NotAllowed, match="something that you or a relative"):
            casework.claim_task(by=partial, at=now(), task_id=task.id)
        with pytest.raises(NotAllowed, match="something that you or a relative"):
            cases.get_case(viewer=partial, at=now(), case_id=task.case_id, purpose=Purpose("decide-case"))

    (line,) = cases.list_queue(viewer=colleague, at=now(), filters=QueueFilters(), page=Page())
    assert (line.reference, line.due_at is not None, line.charter_due_at is not None) == (reference, True, True)
    answers = cases.get_case(viewer=colleague, at=now(), case_id=task.case_id, purpose=Purpose("decide-case")).facts
    assert "Read your details, to serve you at a counter" in answers["answers"]["line"]
    assert answers["answers"]["what"] == WHY

    found = {"answer": "You were at the counter that day."}
    casework.complete_task(by=colleague, at=now(), task_id=task.id, outcome="in-order", findings=found)

    told = text_of(client.get(place))
    assert "It was in order" in told
    assert "You were at the counter that day." in told
    assert any("The data protection officer has answered" in each for each in messages_to("testa@example.org"))
    trail = text_of(client.get("/account/who-looked/"))
    assert f"You asked about this: {reference}" in trail
    assert client.get(page)["Location"] == place  # it is asked once


def staff_manager():
    return make_officer(party_id=make_person(), unit="modernisation", role="administrator")


def test_a_line_is_asked_about_once_and_by_its_person_alone(client, person, looker):
    line = line_of(person)
    asked = {"at": now(), "told": "a line", "why": WHY, "language": "en"}
    me = cases_viewer(person)
    applications.doubt_line(by=me, entry_id=line.ids[0], **asked)

    with pytest.raises(applications.AlreadyDoubted):
        applications.doubt_line(by=me, entry_id=line.ids[-1], **asked)
    sign_in(client, make_account())
    assert client.get(f"/account/who-looked/{line.ids[0]}/wrong/").status_code == 404


def test_where_nobody_answers_in_time_the_permanent_secretary_can(client, person, looker):
    """Also where the only data protection officer is the one who is asked about."""
    reference = client.post(wrong(person), {"why": WHY})["Location"].rstrip("/").rpartition("/")[2]
    task = apps.get_model("casework", "Task").objects.get(case__reference=reference)
    secretary = make_officer(party_id=make_person(), unit="home-affairs", role="permanent-secretary", title="Secretary")
    with pytest.raises(NotAllowed):
        casework.claim_task(by=secretary, at=now(), task_id=task.id)

    late = task.due_at + timedelta(hours=1)
    casework.watch_deadlines(by=system("clock"), at=late)
    casework.complete_task(
        by=secretary, at=late, task_id=task.id, outcome="wrong", findings={"answer": "There was no reason to look."}
    )

    assert "There was no reason to look." in text_of(client.get(f"/my/applications/{reference}/"))
