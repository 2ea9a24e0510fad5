"""Whoever was written down at a counter and signs up later becomes one person, when the code proves it and nothing speaks against it."""

from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from procrastinate.contrib.django.models import ProcrastinateJob

from digigov.kernel.actor import ANONYMOUS, system
from digigov.kernel.errors import NotAllowed
from digigov.kernel.events import deliver
from digigov.modules.applications import commands, queries
from digigov.modules.applications.testing import AT, hand_in, make_citizen, make_draft
from digigov.modules.applications.tests.test_commands import make_agent
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework.queries import public_status
from digigov.modules.catalog.testing import make_service
from digigov.modules.documents.testing import make_file
from digigov.modules.identity.testing import make_account
from digigov.modules.organizations import commands as organizations
from digigov.modules.organizations.queries import relatives_of
from digigov.modules.parties import commands as parties
from digigov.modules.parties import queries as people
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db
WORKFLOW = {
    "steps": [
        {
            "id": "check",
            "type": "review",
            "title": "Check",
            "role": "shop-officer",
            "labels": {"ok": "Fine"},
            "next": {"ok": "end"},
        },
        {"id": "end", "type": "end", "title": "Done", "role": "system", "with": {"outcome": "granted"}},
    ]
}
MARIE = {"given_names": "Marie Anne", "family_name": "Félix", "born_on": date(1950, 2, 3), "national_id": "9500203"}


def table(room, name):
    return apps.get_model(room, name).objects


def hear(room):
    """What the worker tells that room, twice."""
    for job in ProcrastinateJob.objects.filter(task_name="deliver_event").order_by("id"):
        if job.args["to"].startswith(room):
            deliver(**job.args)
            deliver(**job.args)


def at_the_counter(party_id):
    agent = make_agent()
    return hand_in(agent, make_draft(agent, party_id=party_id, agreement="spoken"))


@pytest.fixture
def marie():
    """Two applications of a person at a counter, and her later account, which has taken the first over."""
    written = make_person(**MARIE)
    first, second = at_the_counter(written), at_the_counter(written)
    me = make_citizen(make_person(given_names="Marie", family_name="FELIX"))
    commands.take_over(by=me, at=AT, reference=first.reference, code=first.code)
    return written, me, first, second


def join(me, done):
    return commands.join_written_down(by=me, at=AT, reference=done.reference, code=done.code)


def cases_of(me):
    found = table("applications", "Application").filter(party_id=me.party_id)
    return {public_status(each.case_id).applicant_id for each in found}


class TestTakeOver:
    def test_what_the_case_costs_and_its_papers_follow_it(self, marie):
        written, me, first, _ = marie
        case_id = queries.get_application(viewer=me, reference=first.reference).case_id
        sent = make_file(by=make_citizen(written))
        table("documents", "File").filter(id=sent).update(case_id=case_id)

        hear("payments")
        hear("documents")

        assert {each.payer_id for each in table("payments", "Payment").filter(case_id=case_id)} == {me.party_id}
        assert table("documents", "File").get(id=sent).holder_id == me.party_id


class TestJoin:
    def test_all_that_counters_did_becomes_the_accounts(self, marie):
        written, me, first, second = marie
        assert queries.find_written_down(viewer=me, reference=first.reference).name == "Marie Anne Félix"

        assert join(me, first) == 1
        assert join(me, first) == 0

        assert queries.get_application(viewer=me, reference=second.reference)
        assert cases_of(me) == {me.party_id}
        assert (
            people.find_by_national_id(viewer=system("test"), at=AT, national_id="9500203", purpose=Purpose("test")).id
            == me.party_id
        )
        assert people.records_of(me.party_id) == {me.party_id, written}
        assert queries.find_written_down(viewer=me, reference=first.reference) is None

    def test_a_declared_relative_stays_one(self, marie):
        written, me, first, _ = marie
        clerk = make_person()
        organizations.declare_relative(by=system("test"), at=AT, party_id=clerk, relative_id=written)

        join(me, first)

        assert me.party_id in relatives_of(clerk)

    @pytest.mark.parametrize(
        "other",
        [
            {"given_names": "Nina", "family_name": "Felix"},
            {"given_names": "Marie", "family_name": "Joseph"},
            {"given_names": "Marie", "family_name": "Felix", "born_on": date(1980, 1, 1)},
            {"given_names": "Marie", "family_name": "Felix", "national_id": "9800101"},
        ],
    )
    def test_a_helper_or_a_namesake_stays_somebody_else(self, other):
        done = at_the_counter(written := make_person(**MARIE))
        niece = make_citizen(make_person(**other))
        commands.take_over(by=niece, at=AT, reference=done.reference, code=done.code)

        assert queries.find_written_down(viewer=niece, reference=done.reference) is None
        with pytest.raises(parties.DifferentPeople):
            join(niece, done)

        assert people.records_of(niece.party_id) == {niece.party_id}
        assert (
            people.find_by_national_id(viewer=system("test"), at=AT, national_id="9500203", purpose=Purpose("test")).id
            == written
        )

    def test_not_without_the_code_nor_by_another_nor_of_somebody_with_an_account(self, marie):
        written, me, first, _ = marie

        with pytest.raises(NotAllowed):
            join(ANONYMOUS, first)
        with pytest.raises(commands.WrongCode):
            join(make_citizen(make_person(given_names="Marie", family_name="Felix")), first)
        with pytest.raises(commands.WrongCode):
            join(me, replace(first, code="BCDFGHJK"))
        make_account(party_id=written)
        with pytest.raises(commands.WrongCode):
            join(me, first)

        assert people.records_of(me.party_id) == {me.party_id}


class TestWhatAnOfficerScanned:
    def test_is_the_applicants_and_not_the_officers(self):
        agent, person = make_agent(), make_person()
        draft_id, scan = make_draft(agent, party_id=person, agreement="spoken"), make_file(by=agent)
        question = {"id": "paper", "type": "file", "label": "The paper"}
        form = {"pages": [{"id": "age", "title": "Paper", "questions": [question]}]}
        version = make_service(form=form, workflow=WORKFLOW).version
        table("applications", "Draft").filter(id=draft_id).update(version=version, answers={"paper": [str(scan)]})

        hand_in(agent, draft_id)

        assert table("documents", "File").get(id=scan).holder_id == person
