"""
How a case goes from step to step. Called by commands, with the case locked and the actor allowed.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from digigov.kernel.actor import Actor
from digigov.kernel.events import publish
from digigov.modules.audit import commands as audit
from digigov.modules.casework import clocks, events, occasions, telling, timeline
from digigov.modules.casework.definitions import RefuseParameters, Step
from digigov.modules.casework.models import Case, Decision, StepRun, Task
from digigov.modules.casework.ports import StepContext, step_type
from digigov.modules.casework.published import step_of, workflow_of
from digigov.modules.casework.rules import flow

MOST_STEPS_AT_ONCE = 50
CLOSING = {
    "withdrawn": occasions.WITHDRAWN,
    "lapsed": occasions.CLOSED,
    "closed": occasions.CLOSED,
    "refused": occasions.REFUSED,
}


def context_of(case: Case, run: StepRun) -> StepContext:
    return StepContext(
        case_id=case.id,
        case_reference=case.reference,
        step_id=run.id,
        service=case.service,
        version=case.version,
        unit=case.unit,
        applicant_id=case.applicant_id,
        language=case.language,
        definition=step_of(case, run.key),
        facts=case.facts,
        title=case.title,
        due_at=run.due_at,
        request=run.request,
        applicant_is_there=run.number == 1 and case.assisted_by is None,
        wants_news=flow.wants_news(workflow_of(case), case.facts),
    )


def open_run_of(case: Case) -> StepRun:
    """The step that an open case is in."""
    return StepRun.objects.get(case=case, finished_at=None)


def start(case: Case, *, by: Actor, at: datetime) -> None:
    """Enter the first step."""
    _enter(case, workflow_of(case).steps[0].id, by=by, at=at)


def advance(
    case: Case, run: StepRun, outcome: str, *, by: Actor, at: datetime, request: Mapping[str, Any] | None = None
) -> None:
    """
    Finish the step with an outcome of its definition and enter what follows.

    :raises UnknownOutcome: if the definition has no row for it.
    """
    target = flow.next_step(step_of(case, run.key), outcome, case.facts)
    finish(case, run, outcome, by=by, at=at)
    _enter(case, target, by=by, at=at, request=request)


def go(case: Case, run: StepRun, outcome: str, target: str, *, by: Actor, at: datetime) -> None:
    """Leave the step for another, whatever its outcomes say: a missed deadline."""
    finish(case, run, outcome, by=by, at=at)
    _enter(case, target, by=by, at=at)


def finish(case: Case, run: StepRun, outcome: str, *, by: Actor, at: datetime) -> None:
    """Close the stay in a step; tasks that nobody did are dropped. A refusal is told as soon as it stands."""
    run.finished_at, run.outcome, run.watch_at = at, outcome, None
    run.save(update_fields=["finished_at", "outcome", "watch_at", "turn"])
    Task.objects.filter(run=run, state__in=["open", "waiting"]).update(state="dropped")
    timeline.add(case_id=case.id, by=by, at=at, kind="step-finished", is_public=False, step=run.key, outcome=outcome)
    if run.type == "refuse" and outcome == "refused":
        _tell_refusal(case, run, by=by, at=at)
    publish(
        events.StepFinished(
            case_id=case.id,
            step_id=run.id,
            step=run.key,
            type=run.type,
            outcome=outcome,
            service=case.service,
            version=case.version,
            finished_at=at,
        )
    )


def close(case: Case, outcome: str, *, by: Actor, at: datetime, at_step: str) -> None:
    """Close the case. Whoever was told by the last step (a refusal, a document) is not told again."""
    case.state, case.outcome, case.closed_at = "closed", outcome, at
    case.save(update_fields=["state", "outcome", "closed_at"])
    end = case.step if step_of(case, case.step).type == "end" else ""
    timeline.add(case_id=case.id, by=by, at=at, kind="closed", is_public=True, step=end, outcome=outcome)
    _tell_closed(case, outcome, by=by, at=at)
    audit.record(
        by=by, at=at, action="casework.case-closed", subject_id=case.id, case_id=case.id, details={"outcome": outcome}
    )
    publish(
        events.CaseClosed(
            case_id=case.id,
            outcome=outcome,
            service=case.service,
            version=case.version,
            at_step=at_step,
            closed_at=at,
        )
    )


def _enter(case: Case, key: str, *, by: Actor, at: datetime, request: Mapping[str, Any] | None = None) -> None:
    """Enter a step, and go on at once through those that need nobody."""
    came_from = case.step
    for _ in range(MOST_STEPS_AT_ONCE):
        step = step_of(case, key)
        if step.type == "end":
            case.step = key
            Case.objects.filter(id=case.id).update(step=key)
            close(case, step.parameters["outcome"], by=by, at=at, at_step=came_from)
            return
        run = _begin(case, step, by=by, at=at, request=request or {})
        outcome = step_type(step.type).begin(context_of(case, run), at=at)
        if outcome is None:
            return
        key, came_from, request = flow.next_step(step, outcome, case.facts), key, None
        finish(case, run, outcome, by=by, at=at)
    raise RuntimeError(f"{case.service} {case.version} goes round and round at {key}")


def _begin(case: Case, step: Step, *, by: Actor, at: datetime, request: Mapping[str, Any]) -> StepRun:
    clock, turn = clocks.clock_of(step, at=at), step_type(step.type).by_whom
    run = StepRun.objects.create(
        case=case,
        number=StepRun.objects.filter(case=case).count() + 1,
        key=step.id,
        type=step.type,
        turn=turn,
        started_at=at,
        due_at=clock.due_at,
        watch_at=clock.watch_at,
        request=dict(request),
    )
    case.step = step.id
    Case.objects.filter(id=case.id).update(step=step.id)
    Task.objects.bulk_create(_tasks(case, run, step, at=at))
    timeline.add(case_id=case.id, by=by, at=at, kind="step-started", is_public=True, step=step.id)
    publish(
        events.StepStarted(
            case_id=case.id,
            step_id=run.id,
            step=step.id,
            type=step.type,
            service=case.service,
            version=case.version,
            started_at=at,
        )
    )
    return run


def _tasks(case: Case, run: StepRun, step: Step, *, at: datetime) -> list[Task]:
    return [
        Task(
            case=case,
            run=run,
            position=turn.position,
            service=case.service,
            role=turn.role,
            unit=step.unit or case.unit,
            state="open" if turn.starts_now and run.turn == "officer" else "waiting",
            opened_at=at,
            due_at=run.due_at,
        )
        for turn in flow.turns_of(step)
    ]


def _tell_refusal(case: Case, run: StepRun, *, by: Actor, at: datetime) -> None:
    ground = _ground(case)
    timeline.add(case_id=case.id, by=by, at=at, kind="refused", is_public=True, step=run.key, **ground)
    context = context_of(case, run)
    wanted = RefuseParameters.model_validate(context.definition.parameters)
    telling.tell_applicant(context, message=wanted.message, by=by, at=at, values=ground)


def _tell_closed(case: Case, outcome: str, *, by: Actor, at: datetime) -> None:
    occasion = CLOSING.get(outcome)
    last = StepRun.objects.filter(case=case).order_by("-number")[0]
    if occasion is None or (last.type == "refuse" and last.outcome == "refused"):
        return
    context = replace(context_of(case, last), definition=step_of(case, case.step))
    ground = _ground(case) if outcome == "refused" else None
    telling.tell_applicant(context, message=occasion.message, by=by, at=at, values=ground)


def _ground(case: Case) -> dict[str, str]:
    """The ground in law of the refusal, or of the decision that led to it."""
    found = Decision.objects.filter(case=case).exclude(reason_id="").order_by("-at", "-id").first()
    return {"reason": found.reason_text if found else "", "law": found.law if found else ""}
