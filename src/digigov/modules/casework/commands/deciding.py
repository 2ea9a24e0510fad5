"""Doing a task: an outcome, what was found, and the ground in law where something is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.conditions import holds
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.audit import commands as audit
from digigov.modules.casework import engine, policies, timeline
from digigov.modules.casework.commands.claiming import Result, claim
from digigov.modules.casework.definitions import Reason, Step
from digigov.modules.casework.loading import lock_task
from digigov.modules.casework.models import Case, Decision, Task
from digigov.modules.casework.ports import findings_check
from digigov.modules.casework.published import step_of, workflow_of
from digigov.modules.casework.rules import flow
from digigov.modules.casework.rules.requests import BadRequest, Request, check_request

LONGEST_NOTE = 5000
SIGNED = "signed"
WORDS = {
    ("text", "empty"): _("Write what the applicant must do."),
    ("text", "too-long"): _("Use at most 2,000 characters."),
    ("questions", "unknown-question"): _("Choose among the questions of this step."),
    ("files", "too-many-files"): _("Choose a smaller number of files."),
}


class UnknownStepOutcome(DomainError):
    code = "unknown-outcome"
    message = _("This step cannot end that way. Go back to the case and choose again.")


class NeedsOwnSignature(DomainError):
    code = "needs-own-signature"
    message = _("The paper that comes of this carries your own signature. Read it on its page, and sign it there.")


class NotInBulk(DomainError):
    code = "not-in-bulk"
    message = _("This must be decided case by case. Open the case.")


class NeedsALook(DomainError):
    code = "needs-a-look"
    message = _("What the register said is missing here, or asks for a closer look. Open the case.")


@dataclass(frozen=True, slots=True)
class _Choice:
    outcome: str
    findings: dict[str, Any]
    reason: Reason | None
    note: str
    request: dict[str, Any]


@transaction.atomic
def complete_task(
    *,
    by: Actor,
    at: datetime,
    task_id: UUID,
    outcome: str,
    findings: Mapping[str, Any] | None = None,
    reason_id: str | None = None,
    note: str = "",
    request: Request | None = None,
    signature: str = "",
) -> None:
    """
    Do a task; the case goes on to what follows. A task that nobody has taken is taken by this. ``signature`` is the SHA-256 of the
    paper that the officer has just signed, from the room that had it signed.

    :raises NotAllowed: if the task is for a post that the actor does not hold, is the actor's own case, or needs other eyes.
    :raises TaskTaken: if a colleague has it.
    :raises TaskIsDone: if it is not open.
    :raises UnknownStepOutcome: if the step has no such outcome.
    :raises NeedsOwnSignature: if the step has a paper to be signed, and it was not.
    :raises InvalidInput: if findings, the reason of a refusal, or what is asked for need mending.
    """
    case, task = lock_task(task_id)
    policies.require_doer(by, case=case, task=task)
    claim(case, task, by=by, at=at)
    choice = _check(case, outcome, findings or {}, reason_id, note, request)
    if outcome == SIGNED and step_of(case, case.step).parameters.get("paper") and not signature:
        raise NeedsOwnSignature
    _record(case, task, choice, signature, by=by, at=at)
    if not _waits_for_others(task, outcome):
        _go_on(case, task, choice, by=by, at=at)


def complete_tasks(*, by: Actor, at: datetime, task_ids: Iterable[UUID], outcome: str) -> tuple[Result, ...]:
    """Do many tasks alike, each on its own: where one is refused the others still stand."""
    return tuple(Result(task_id, _complete_in_bulk(by, at, task_id, outcome)) for task_id in dict.fromkeys(task_ids))


def _complete_in_bulk(by: Actor, at: datetime, task_id: UUID, outcome: str) -> DomainError | None:
    try:
        with transaction.atomic():
            case, task = lock_task(task_id)
            policies.require_doer(by, case=case, task=task)
            parameters = step_of(case, task.run.key).parameters
            if outcome not in parameters.get("bulk", ()):
                raise NotInBulk
            if not holds(parameters.get("bulk_when"), case.facts):
                raise NeedsALook
            complete_task(by=by, at=at, task_id=task_id, outcome=outcome)
    except DomainError as refusal:
        return refusal
    return None


def _check(
    case: Case,
    outcome: str,
    findings: Mapping[str, Any],
    reason_id: str | None,
    note: str,
    request: Request | None,
) -> _Choice:
    workflow, step = workflow_of(case), step_of(case, case.step)
    if outcome not in step.next:
        raise UnknownStepOutcome
    if len(note) > LONGEST_NOTE:
        raise InvalidInput({"note": _("Use at most 5,000 characters.")})
    clean = _check_findings(case, step, outcome, findings)
    if not holds(step.parameters.get("only_when", {}).get(outcome), _facts_with(case, step, clean)):
        raise InvalidInput(
            {"outcome": _("This does not go with what you found. Choose another, or mend what you found.")}
        )
    reason = flow.find_reason(step, reason_id)
    if reason is None and (reason_id or flow.needs_reason(workflow, step, outcome)):
        raise InvalidInput({"reason_id": _("Choose the ground in law.")})
    asked = _check_request(case, step, outcome, clean, request)
    return _Choice(outcome, clean, reason, note.strip(), asked)


def _check_findings(case: Case, step: Step, outcome: str, findings: Mapping[str, Any]) -> dict[str, Any]:
    """Clean findings; where the outcome does not need them, what is incomplete is left out."""
    if not step.findings:
        return {}
    try:
        return findings_check().check(questions=step.findings, raw=findings)
    except InvalidInput:
        if flow.needs_findings(workflow_of(case), step, outcome):
            raise
        return {}


def _facts_with(case: Case, step: Step, findings: Mapping[str, Any]) -> Mapping[str, Any]:
    return flow.with_facts(case.facts, {"findings": {step.id: findings}})


def _check_request(
    case: Case, step: Step, outcome: str, findings: Mapping[str, Any], request: Request | None
) -> dict[str, Any]:
    """What the applicant is asked for, if this outcome sends the case to an ask step."""
    facts = _facts_with(case, step, findings)
    target = flow.find_step(workflow_of(case), flow.next_step(step, outcome, facts))
    if target is None or target.type != "ask":
        return {}
    try:
        return check_request(request, target)
    except BadRequest as fault:
        raise InvalidInput({f"request_{fault.field}": WORDS[fault.field, fault.code]}) from None


def _record(case: Case, task: Task, choice: _Choice, signature: str, *, by: Actor, at: datetime) -> None:
    task.state, task.done_at = "done", at
    task.save(update_fields=["state", "done_at"])
    assert by.party_id is not None  # ``require_doer`` let nobody else come here
    Decision.objects.create(
        task=task,
        case=case,
        step=task.run.key,
        outcome=choice.outcome,
        findings=choice.findings,
        reason_id=choice.reason.id if choice.reason else "",
        reason_text=choice.reason.text if choice.reason else "",
        law=choice.reason.law if choice.reason else "",
        note=choice.note,
        by_party=by.party_id,
        by_name=by.name[:120],
        by_office=by.office,
        at=at,
    )
    timeline.add(
        case_id=case.id, by=by, at=at, kind="decided", is_public=False, step=task.run.key, outcome=choice.outcome
    )
    audit.record(
        by=by, at=at, action="casework.task-completed", subject_id=task.id, case_id=case.id,
        details={"step": task.run.key, "outcome": choice.outcome, **({"signed": signature} if signature else {})},
    )  # fmt: skip


def _waits_for_others(task: Task, outcome: str) -> bool:
    """Sign-off goes on when the last officer has signed; whoever returns it sends it back at once."""
    if task.run.type != "sign-off" or outcome != SIGNED:
        return False
    left = Task.objects.filter(run=task.run, state__in=["open", "waiting"]).order_by("position")
    following = left.first()
    if following is None:
        return False
    if following.state == "waiting":
        following.state = "open"
        following.save(update_fields=["state"])
    return True


def _go_on(case: Case, task: Task, choice: _Choice, *, by: Actor, at: datetime) -> None:
    if choice.findings:
        case.facts = flow.with_facts(case.facts, {"findings": {task.run.key: choice.findings}})
        case.save(update_fields=["facts"])
    if choice.request:
        timeline.add(case_id=case.id, by=by, at=at, kind="asked", is_public=True, step=task.run.key, **choice.request)
    engine.advance(case, task.run, choice.outcome, by=by, at=at, request=choice.request)
