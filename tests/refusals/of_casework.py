"""Casework, appointments, and what hangs on them."""

from digigov.kernel.errors import NotAllowed
from digigov.modules.appointments import commands as appointments
from digigov.modules.casework import commands as casework
from digigov.modules.casework.testing import workflow_from
from tests.refusals.trial import Machine, Trial
from tests.refusals.world import AT, LATER

CASEWORK = {
    "add_entry": Trial(
        lambda w, by: casework.add_entry(by=by, at=AT, case_id=w.case_id, kind="paid", values={}), by="machine"
    ),
    "add_note": Trial(lambda w, by: casework.add_note(by=by, at=AT, case_id=w.case_id, text="Hello"), by="clerk"),
    "answer_request": Trial(
        lambda w, by: casework.answer_request(by=by, at=AT, case_id=w.asking_case_id, answers={}, message="Here it is"),
        by="ana",
    ),
    "assign_task": Trial(
        lambda w, by: casework.assign_task(by=by, at=AT, task_id=w.task_id, to_party_id=w.colleague.party_id),
        by="supervisor",
    ),
    "assign_tasks": Trial(
        lambda w, by: _raise_first(
            casework.assign_tasks(by=by, at=AT, task_ids=[w.task_id], to_party_id=w.colleague.party_id)
        ),
        by="supervisor",
    ),
    "claim_next_task": Trial(lambda w, by: _must_get(casework.claim_next_task(by=by, at=AT)), by="colleague"),
    "claim_task": Trial(lambda w, by: casework.claim_task(by=by, at=AT, task_id=w.free_task_id), by="clerk"),
    "complete_task": Trial(
        lambda w, by: casework.complete_task(by=by, at=AT, task_id=w.task_id, outcome="approve"), by="clerk"
    ),
    "complete_tasks": Trial(
        lambda w, by: _raise_first(casework.complete_tasks(by=by, at=AT, task_ids=[w.task_id], outcome="approve")),
        by="clerk",
    ),
    "correct_answers": Trial(
        lambda w, by: casework.correct_answers(by=by, at=AT, case_id=w.case_id, answers={"a": 1}), by="ana"
    ),
    "finish_step": Trial(
        lambda w, by: casework.finish_step(by=by, at=AT, step_id=w.meeting_step_id, outcome="held"), by="machine"
    ),
    "hand_over_case": Trial(
        lambda w, by: casework.hand_over_case(by=by, at=AT, case_id=w.assisted_case_id, to_party_id=w.ben.party_id),
        by="ben",
    ),
    "move_case": Trial(
        lambda w, by: casework.move_case(by=by, at=AT, case_id=w.case_id, unit="treasury"), by="machine"
    ),
    "set_clock": Trial(
        lambda w, by: casework.set_clock(by=by, at=AT, step_id=w.meeting_step_id, due_at=AT), by="machine"
    ),
    "open_case": Trial(
        lambda w, by: casework.open_case(
            by=by,
            at=AT,
            service="test-service",
            version=1,
            unit=w.unit,
            applicant_id=w.ana.party_id,
            reference="A26-8222222-1",
            facts={},
            language="en",
            title="Test",
        ),  # fmt: skip
        by="ana",
    ),
    "pass_turn": Trial(
        lambda w, by: casework.pass_turn(by=by, at=AT, step_id=w.meeting_step_id, to="officer"), by="machine"
    ),
    "publish_workflow": Trial(
        lambda w, by: casework.publish_workflow(by=by, at=AT, service="other", version=1, workflow=workflow_from()),
        by="machine",
    ),
    "release_claims_left": Trial(lambda w, by: casework.release_claims_left(by=by, at=AT), by="machine"),
    "release_claims_of": Trial(
        lambda w, by: casework.release_claims_of(by=by, at=AT, party_id=w.clerk.party_id), by="machine"
    ),
    "release_task": Trial(lambda w, by: casework.release_task(by=by, at=AT, task_id=w.task_id), by="clerk"),
    "tell_applicant": Trial(
        lambda w, by: casework.tell_applicant(by=by, at=AT, step_id=w.meeting_step_id, message="reminder"), by="machine"
    ),
    "watch_deadlines": Trial(lambda w, by: casework.watch_deadlines(by=by, at=LATER), by="machine"),
    "withdraw_case": Trial(
        lambda w, by: casework.withdraw_case(by=by, at=AT, case_id=w.case_id, reason="No"), by="ana"
    ),
}

APPOINTMENTS = {
    "book_appointment": Trial(
        lambda w, by: appointments.book_appointment(
            by=by, at=AT, step_id=w.meeting_step_id, office=w.office, starts_at=w.slots[0]
        ),
        by="ana",
    ),
    "cancel_appointment": Trial(
        lambda w, by: appointments.cancel_appointment(by=by, at=AT, appointment_id=w.appointment_id), by="ana"
    ),
    "close_appointment": Machine("The step is over: what hears of it says so."),
    "move_appointment": Trial(
        lambda w, by: appointments.move_appointment(
            by=by, at=AT, appointment_id=w.appointment_id, office=w.office, starts_at=w.slots[1]
        ),
        by="ana",
    ),
}


def _must_get(task_id):
    """Nothing for this officer's posts is a refusal too: there is no task that could have been named."""
    if task_id is None:
        raise NotAllowed
    return task_id


def _raise_first(results):
    for result in results:
        if result.refusal is not None:
            raise result.refusal
