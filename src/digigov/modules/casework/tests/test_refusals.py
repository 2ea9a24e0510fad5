"""Each command: a stranger, a citizen and an officer of another unit are refused, and nothing has changed."""

import pytest
from django.db import connection

from digigov.kernel.actor import ANONYMOUS, ANYWHERE, Grant, system
from digigov.kernel.errors import NotAllowed
from digigov.kernel.ids import new_id
from digigov.modules.casework import commands
from digigov.modules.casework.models import Task
from digigov.modules.casework.testing import PLAIN, UNIT, make_case, make_workflow, workflow_from
from digigov.modules.casework.tests.conftest import AT, case_of, citizen, open_task
from digigov.modules.organizations import commands as organizations
from digigov.modules.organizations.testing import make_holder, make_officer

ACTORS = {
    "stranger": lambda: ANONYMOUS,
    "citizen": citizen,
    "officer of another unit": lambda: make_officer(unit="treasury", role="records-clerk"),
    "officer of another role": lambda: make_officer(role="inspector"),
    "supervisor of another unit": lambda: make_officer(unit="treasury", role="records-supervisor"),
}
COMMANDS = {
    "publish_workflow": lambda by, case_id: commands.publish_workflow(
        by=by, at=AT, service="other", version=1, workflow=workflow_from()
    ),
    "open_case": lambda by, case_id: make_case(by=by, applicant_id=new_id()),
    "open_case assisted": lambda by, case_id: make_case(by=by, applicant_id=new_id(), assisted_by=by.party_id),
    "hand_over_case": lambda by, case_id: commands.hand_over_case(
        by=by, at=AT, case_id=case_id, to_party_id=by.party_id or new_id()
    ),
    "claim_task": lambda by, case_id: commands.claim_task(by=by, at=AT, task_id=open_task(case_id).id),
    "release_task": lambda by, case_id: commands.release_task(by=by, at=AT, task_id=open_task(case_id).id),
    "assign_task": lambda by, case_id: commands.assign_task(
        by=by, at=AT, task_id=open_task(case_id).id, to_party_id=open_task(case_id).claimed_by
    ),
    "complete_task": lambda by, case_id: commands.complete_task(
        by=by, at=AT, task_id=open_task(case_id).id, outcome="approve"
    ),
    "finish_step": lambda by, case_id: commands.finish_step(
        by=by, at=AT, step_id=open_task(case_id).run_id, outcome="approve"
    ),
    "pass_turn": lambda by, case_id: commands.pass_turn(
        by=by, at=AT, step_id=open_task(case_id).run_id, to="applicant"
    ),
    "add_entry": lambda by, case_id: commands.add_entry(by=by, at=AT, case_id=case_id, kind="paid", values={}),
    "tell_applicant": lambda by, case_id: commands.tell_applicant(
        by=by, at=AT, step_id=open_task(case_id).run_id, message="your-turn"
    ),
    "add_note": lambda by, case_id: commands.add_note(by=by, at=AT, case_id=case_id, text="Hello"),
    "answer_request": lambda by, case_id: commands.answer_request(
        by=by, at=AT, case_id=case_id, answers={}, message="Hello"
    ),
    "correct_answers": lambda by, case_id: commands.correct_answers(by=by, at=AT, case_id=case_id, answers={"a": 1}),
    "withdraw_case": lambda by, case_id: commands.withdraw_case(by=by, at=AT, case_id=case_id, reason="No"),
    "watch_deadlines": lambda by, case_id: commands.watch_deadlines(by=by, at=AT.replace(year=2027)),
}
TABLES = ("case", "steprun", "task", "decision", "note", "timelineentry", "workflowversion")


def everything():
    found = {}
    with connection.cursor() as cursor:
        for table in (*(f"casework_{name}" for name in TABLES), "audit_entry"):
            cursor.execute(f"SELECT to_jsonb({table})::text FROM {table} ORDER BY id")
            found[table] = cursor.fetchall()
    return found


@pytest.fixture
def claimed(case_id, clerk):
    commands.claim_task(by=clerk, at=AT, task_id=open_task(case_id).id)
    return case_id


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("command", COMMANDS)
def test_refused_and_nothing_changed(command, who, claimed):
    by = ACTORS[who]()
    before = everything()

    with pytest.raises(NotAllowed):
        COMMANDS[command](by, claimed)

    assert everything() == before


@pytest.mark.parametrize("who", ACTORS)
def test_bulk_completion_and_next_task_do_nothing_for_others(who, case_id):
    by, before = ACTORS[who](), None
    before = everything()

    results = commands.complete_tasks(by=by, at=AT, task_ids=[open_task(case_id).id], outcome="approve")
    assert [type(result.refusal) for result in results] == [NotAllowed]
    if by.kind == "officer":
        assert commands.claim_next_task(by=by, at=AT) is None
    else:
        with pytest.raises(NotAllowed):
            commands.claim_next_task(by=by, at=AT)

    assert everything() == before


class TestImpartiality:
    def test_nobody_decides_the_own_case(self, island, clerk):
        case_id = make_case(applicant_id=clerk.party_id)

        with pytest.raises(commands.OwnOrRelativesCase):
            commands.complete_task(by=clerk, at=AT, task_id=open_task(case_id).id, outcome="approve")

        assert case_of(case_id).state == "open"
        assert commands.claim_next_task(by=clerk, at=AT) is None

    def test_nor_that_of_a_declared_relative_from_either_side(self, case_id, clerk):
        applicant = case_of(case_id).applicant_id
        organizations.declare_relative(by=system("test"), at=AT, party_id=applicant, relative_id=clerk.party_id)

        with pytest.raises(commands.OwnOrRelativesCase):
            commands.claim_task(by=clerk, at=AT, task_id=open_task(case_id).id)
        with pytest.raises(commands.OwnOrRelativesCase):
            commands.add_note(by=clerk, at=AT, case_id=case_id, text="Hello")

    def test_nor_may_a_supervisor_hand_it_to_them(self, island, clerk):
        case_id = make_case(applicant_id=clerk.party_id)
        boss = make_officer(role="records-supervisor")

        with pytest.raises(commands.OwnOrRelativesCase):
            commands.assign_task(by=boss, at=AT, task_id=open_task(case_id).id, to_party_id=clerk.party_id)

    def test_rights_end_with_the_post(self, case_id):
        party_id = make_holder(ends_on=AT.date())
        gone = make_officer(party_id=party_id, role="cashier", at=AT.replace(year=2027))

        with pytest.raises(NotAllowed):
            commands.claim_task(by=gone, at=AT.replace(year=2027), task_id=open_task(case_id).id)

    def test_four_eyes(self, island, clerk):
        again = {**PLAIN[0], "id": "again", "not_by": ["review"], "title": "Check again"}
        make_workflow([{**PLAIN[0], "next": {**PLAIN[0]["next"], "approve": "again"}}, again, *PLAIN[1:]], version=4)
        case_id, colleague = make_case(version=4), make_officer()
        commands.complete_task(by=clerk, at=AT, task_id=open_task(case_id).id, outcome="approve")

        assert commands.claim_next_task(by=clerk, at=AT) is None
        with pytest.raises(commands.FourEyes):
            commands.complete_task(by=clerk, at=AT, task_id=open_task(case_id).id, outcome="approve")
        commands.complete_task(by=colleague, at=AT, task_id=open_task(case_id).id, outcome="approve")

        assert case_of(case_id).outcome == "granted"


class TestClaiming:
    def test_one_officer_has_a_task(self, claimed, clerk):
        colleague, task = make_officer(), open_task(claimed)

        for command in (commands.claim_task, commands.complete_task):
            with pytest.raises(commands.TaskTaken):
                command(
                    by=colleague,
                    at=AT,
                    task_id=task.id,
                    **({} if command is commands.claim_task else {"outcome": "approve"}),
                )
        with pytest.raises(commands.NotYours):
            commands.release_task(by=colleague, at=AT, task_id=task.id)
        commands.release_task(by=clerk, at=AT, task_id=task.id)
        commands.claim_task(by=colleague, at=AT, task_id=task.id)

        assert open_task(claimed).claimed_by == colleague.party_id

    def test_next_task_is_the_one_due_first(self, island, clerk):
        late = make_case(at=AT.replace(day=8))
        early = make_case(at=AT.replace(day=2))

        assert commands.claim_next_task(by=clerk, at=AT) == open_task(early).id
        assert commands.claim_next_task(by=clerk, at=AT) == open_task(late).id
        assert commands.claim_next_task(by=clerk, at=AT) is None

    def test_a_supervisor_hands_tasks_to_holders_of_the_role(self, claimed):
        boss, colleague, outsider = (
            make_officer(role="records-supervisor"),
            make_officer(),
            make_officer(role="cashier"),
        )
        task = open_task(claimed)

        with pytest.raises(NotAllowed):
            commands.assign_task(by=boss, at=AT, task_id=task.id, to_party_id=outsider.party_id)
        commands.assign_task(by=boss, at=AT, task_id=task.id, to_party_id=colleague.party_id)

        assert Task.objects.get(id=task.id).claimed_by == colleague.party_id


class TestAssisting:
    def test_an_officer_at_the_counter_opens_answers_and_withdraws_for_somebody(self, island):
        helper = make_officer(role="cashier", grants=[Grant("counter.assist", UNIT)])
        case_id = make_case(by=helper, assisted_by=helper.party_id)

        commands.withdraw_case(by=helper, at=AT, case_id=case_id, reason="As they asked")

        assert case_of(case_id).outcome == "withdrawn"

    def test_the_person_may_take_it_over(self, island):
        helper = make_officer(role="cashier", grants=[Grant("counter.assist", UNIT)])
        case_id, ana = make_case(by=helper, assisted_by=helper.party_id), citizen()

        commands.hand_over_case(by=ana, at=AT, case_id=case_id, to_party_id=ana.party_id)

        assert case_of(case_id).applicant_id == ana.party_id

    def test_a_stranger_may_report_without_a_name(self, island):
        case_id = commands.open_case(
            by=ANONYMOUS, at=AT, service="test-service", version=1, unit=UNIT, applicant_id=None,
            reference="A26-8222222-1", facts={}, language="en", title="A hole in the road",
        )  # fmt: skip

        assert case_of(case_id).applicant_id is None

    def test_but_not_for_those_who_did_it_themselves(self, case_id):
        helper = make_officer(role="cashier", grants=[Grant("counter.assist", ANYWHERE)])

        with pytest.raises(NotAllowed):
            commands.withdraw_case(by=helper, at=AT, case_id=case_id, reason="I say so")
