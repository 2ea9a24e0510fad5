"""Whoever acts for another applies in the services that are named, and sees nothing else of theirs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps

from digigov.kernel.actor import Grant
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page
from digigov.modules.applications import commands, queries
from digigov.modules.applications.queries import Holder
from digigov.modules.applications.testing import AT, hand_in, make_citizen, make_draft
from digigov.modules.assurance.testing import make_proved
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.catalog.definitions import Assurance
from digigov.modules.documents import queries as documents
from digigov.modules.documents.testing import make_file
from digigov.modules.mandates.testing import acting
from digigov.modules.parties.testing import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def principal():
    return make_citizen()


@pytest.fixture
def me():
    return make_citizen()


@pytest.fixture
def agent(me, principal):
    return acting(me, principal_id=principal.party_id)


def mine(viewer):
    found = queries.list_applications(viewer=viewer, at=AT, page=Page())
    return [each.reference for each in found]


def drafts(viewer):
    return [each.id for each in queries.list_drafts(viewer=viewer, page=Page())]


class TestInTheNameOfAnother:
    def test_the_application_is_the_principal_s_and_says_who_handed_it_in(self, agent, principal, me):
        draft_id = make_draft(agent)
        assert drafts(agent) == drafts(principal) == [draft_id]
        assert drafts(me) == []
        done = hand_in(agent, draft_id)

        assert mine(agent) == mine(principal) == [done.reference]
        assert mine(me) == []
        case = apps.get_model("casework", "Case").objects.get(reference=done.reference)
        assert (case.applicant_id, case.acted_by) == (principal.party_id, me.party_id)
        trail = apps.get_model("audit", "Entry").objects.get(action="applications.submitted")
        assert (trail.party_id, trail.subject_id) == (me.party_id, principal.party_id)
        assert trail.details["mandate"] == str(agent.acting.mandate_id)

    def test_both_can_go_on_with_what_the_other_began(self, agent, principal):
        begun_by_agent, begun_by_principal = make_draft(agent), make_draft(principal)
        assert hand_in(principal, begun_by_agent).reference
        assert hand_in(agent, begun_by_principal).reference

    def test_both_can_take_it_back(self, agent, principal):
        for by in (agent, principal):
            reference = hand_in(agent, make_draft(agent)).reference
            case_id = cases.find_case_id(reference)
            casework.withdraw_case(by=by, at=AT, case_id=case_id, reason="")
            assert cases.public_status(case_id).outcome == "withdrawn"

    def test_who_the_agent_is_counts_where_a_service_asks_for_it(self, agent, me, principal):
        wanted = Assurance(identity=1)
        make_proved(principal.party_id, number="9600001", at=AT)
        assert queries.missing_for(wanted, by=agent, at=AT, party_id=principal.party_id) == {"identity"}
        make_proved(me.party_id, number="9600002", at=AT)
        assert not queries.missing_for(wanted, by=agent, at=AT, party_id=principal.party_id)

    def test_a_file_that_the_agent_sends_is_the_principal_s(self, agent, principal, me):
        file_id = make_file(by=agent)
        assert len(documents.list_files(viewer=agent, file_ids=[file_id])) == 1
        assert len(documents.list_files(viewer=principal, file_ids=[file_id])) == 1
        assert len(documents.list_files(viewer=me, file_ids=[file_id])) == 0


class TestAndNothingElse:
    def test_not_in_a_service_that_is_not_named(self, me, principal):
        elsewhere = acting(me, principal_id=principal.party_id, services=("another-service",))
        with pytest.raises(commands.NotYoursToAsk):
            make_draft(elsewhere)
        draft_id = make_draft(principal)
        reference = hand_in(principal, make_draft(principal)).reference

        assert drafts(elsewhere) == mine(elsewhere) == []
        with pytest.raises(NotFound):
            queries.get_draft(viewer=Holder(elsewhere), draft_id=draft_id)
        for asks in (queries.get_application, queries.answers_of):
            with pytest.raises(NotFound):
                asks(viewer=elsewhere, reference=reference)
        with pytest.raises(NotAllowed):
            casework.withdraw_case(by=elsewhere, at=AT, case_id=cases.find_case_id(reference), reason="")

    def test_nor_the_papers_of_it(self, agent, me, principal):
        reference = hand_in(principal, make_draft(principal)).reference
        file_id = make_file(by=principal)
        File = apps.get_model("documents", "File")
        File.objects.filter(id=file_id).update(case_id=cases.find_case_id(reference))
        elsewhere = acting(me, principal_id=principal.party_id, services=("another-service",))

        assert len(documents.list_files(viewer=agent, file_ids=[file_id])) == 1
        assert len(documents.list_files(viewer=elsewhere, file_ids=[file_id])) == 0

    def test_what_is_one_s_own_waits_until_one_is_oneself_again(self, me, agent):
        draft_id = make_draft(me)
        assert drafts(agent) == []
        with pytest.raises(NotFound):
            queries.get_draft(viewer=Holder(agent), draft_id=draft_id)
        assert drafts(me) == [draft_id]

    def test_nothing_of_a_third(self, agent):
        third = make_citizen()
        draft_id = make_draft(third)
        with pytest.raises(NotFound):
            queries.get_draft(viewer=Holder(agent), draft_id=draft_id)

    def test_nobody_decides_what_they_handed_in_for_another(self, agent, me):
        reference = hand_in(agent, make_draft(agent)).reference
        case_id = cases.find_case_id(reference)
        for outcome in ("paid", "found"):
            step_id = cases.public_status(case_id).step_id
            casework.finish_step(by=replace(agent, kind="system"), at=AT, step_id=step_id, outcome=outcome)
        task_id = apps.get_model("casework", "Task").objects.get(case_id=case_id, state="open").id
        officer = replace(
            me, kind="officer", roles=frozenset({("shop-officer", "shops")}), grants=frozenset({Grant("casework.read")})
        )
        with pytest.raises(NotAllowed):
            casework.claim_task(by=officer, at=AT + timedelta(hours=1), task_id=task_id)
        colleague = replace(officer, party_id=make_person())
        casework.claim_task(by=colleague, at=AT + timedelta(hours=1), task_id=task_id)
