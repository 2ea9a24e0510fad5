"""Every command runs at the same time as itself, on connections of its own; one wins, the others are told."""

import pytest

from digigov.kernel.actor import system
from digigov.modules.casework import commands
from digigov.modules.casework.models import Case, Decision, StepRun, Task
from digigov.modules.casework.testing import make_case, make_workflow
from digigov.modules.casework.tests.conftest import AT, case_of, citizen, open_task
from digigov.modules.organizations.testing import make_officer, make_organizations
from tests.at_once import at_once

THREADS = 6


@pytest.fixture
def case_id(fresh_database):
    make_organizations()
    make_workflow()
    return make_case()


def test_one_officer_gets_the_task(case_id):
    task_id, officers = open_task(case_id).id, [make_officer() for _ in range(THREADS)]

    answers = at_once(*(lambda by=by: commands.claim_task(by=by, at=AT, task_id=task_id) for by in officers))

    assert sorted(map(str, answers)) == sorted(map(str, [None] + [commands.TaskTaken] * (THREADS - 1)))


def test_next_task_gives_everybody_another(case_id):
    more = [make_case() for _ in range(THREADS - 1)]
    officers = [make_officer() for _ in range(THREADS)]

    answers = at_once(*(lambda by=by: commands.claim_next_task(by=by, at=AT) for by in officers))

    assert set(answers) == {open_task(each).id for each in (case_id, *more)}


def test_a_task_is_completed_once(case_id):
    task_id, officer = open_task(case_id).id, make_officer()

    at_once(
        *(
            lambda outcome=outcome: commands.complete_task(
                by=officer, at=AT, task_id=task_id, outcome=outcome, request=commands.Request(text="Well?")
            )
            for outcome in ["approve", "ask-more"] * 3
        )
    )

    assert Decision.objects.count() == 1
    assert Task.objects.filter(state="done").count() == 1


def test_a_step_is_finished_once(case_id):
    commands.complete_task(
        by=make_officer(), at=AT, task_id=open_task(case_id).id, outcome="ask-more",
        request=commands.Request(text="Well?"),
    )  # fmt: skip
    run = StepRun.objects.get(finished_at=None)

    at_once(*[lambda: commands.finish_step(by=system("gateway"), at=AT, step_id=run.id, outcome="answered")] * THREADS)

    assert list(StepRun.objects.order_by("number").values_list("key", flat=True)) == ["review", "more", "review"]


def test_one_reference_opens_one_case(case_id):
    answers = at_once(*[lambda: make_case(reference="A26-8111111-1")] * THREADS)

    assert len(set(answers)) == 1
    assert Case.objects.filter(reference="A26-8111111-1").count() == 1
    assert StepRun.objects.filter(case_id=answers[0]).count() == 1


def test_withdrawing_and_deciding_leave_one_outcome(case_id):
    officer, ana = make_officer(), citizen(case_of(case_id).applicant_id)
    task_id = open_task(case_id).id

    answers = at_once(
        lambda: commands.withdraw_case(by=ana, at=AT, case_id=case_id),
        lambda: commands.complete_task(by=officer, at=AT, task_id=task_id, outcome="approve"),
    )

    assert commands.CaseIsClosed in answers
    assert case_of(case_id).outcome in ("withdrawn", "granted")
    assert StepRun.objects.filter(finished_at=None).count() == 0


def test_the_clock_may_run_twice(case_id):
    late = AT.replace(month=7)

    answers = at_once(*[lambda: commands.watch_deadlines(by=system("clock"), at=late)] * 3)

    assert sum(answers) == 1
    assert Task.objects.get().is_escalated


def test_publishing_the_same_twice_is_one_version(case_id):
    assert at_once(*[lambda: bool(make_workflow(version=7))] * 3) == [True] * 3
