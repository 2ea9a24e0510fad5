"""What applicants do with their case: answer what was asked, correct, withdraw."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.modules.audit import commands as audit
from digigov.modules.casework import engine, policies, timeline
from digigov.modules.casework.loading import lock_case, require_open
from digigov.modules.casework.models import Case, StepRun
from digigov.modules.casework.published import step_of, workflow_of
from digigov.modules.casework.rules import flow
from digigov.modules.casework.rules.requests import standing_request

LONGEST_MESSAGE = 5000


class NotAsked(DomainError):
    code = "not-asked"
    message = _("Nothing is being asked of you just now. Look at the case again.")


class TooLateToCorrect(DomainError):
    code = "too-late-to-correct"
    message = _("Your answers can no longer be changed, because the case has gone on. Write to the office instead.")


class TooLateToWithdraw(DomainError):
    code = "too-late-to-withdraw"
    message = _("The case has gone too far to be withdrawn. Write to the office instead.")


@transaction.atomic
def answer_request(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    answers: Mapping[str, Any],
    file_ids: Iterable[UUID] = (),
    message: str = "",
) -> None:
    """
    Give what was asked for; the case goes on. ``answers`` were checked by the form's definition before.

    :raises NotAllowed: unless it is the applicant, or an officer of that unit's counter for somebody who was assisted.
    :raises NotAsked: if the case is not waiting for an answer.
    :raises InvalidInput: if something is answered that was not asked, or there are too many files, or nothing at all.
    """
    case = lock_case(case_id)
    policies.require_applicant(by, case=case)
    require_open(case)
    run = _asking_run(case)
    files = [str(each) for each in dict.fromkeys(file_ids)]
    _check_reply(standing_request(step_of(case, run.key), run.request), answers, files, message)
    run.reply = {"answers": dict(answers), "file_ids": files, "message": message.strip()}
    run.save(update_fields=["reply"])
    case.facts = flow.with_facts(case.facts, {"answers": dict(answers)})
    case.save(update_fields=["facts"])
    timeline.add(
        case_id=case.id, by=by, at=at, kind="answered", is_public=True, step=run.key,
        questions=sorted(answers), files=len(files), message=message.strip(),
    )  # fmt: skip
    audit.record(by=by, at=at, action="casework.request-answered", subject_id=run.id, case_id=case.id)
    engine.advance(case, run, "answered", by=by, at=at)


@transaction.atomic
def correct_answers(*, by: Actor, at: datetime, case_id: UUID, answers: Mapping[str, Any]) -> None:
    """
    Put these answers in place of those handed in. What they were before stays on the officers' timeline.

    :raises NotAllowed: unless it is the applicant, or an officer of that unit's counter for somebody who was assisted.
    :raises TooLateToCorrect: if the definition does not allow it any more.
    """
    case = lock_case(case_id)
    policies.require_applicant(by, case=case)
    require_open(case)
    if not flow.may_correct(workflow_of(case), case.step):
        raise TooLateToCorrect
    before = case.facts.get("answers", {})
    changed = sorted(key for key in {*before, *answers} if before.get(key) != answers.get(key))
    if not changed:
        return
    case.facts = {**case.facts, "answers": dict(answers)}
    case.save(update_fields=["facts"])
    add = partial(timeline.add, case_id=case.id, by=by, at=at, step=case.step)
    add(kind="corrected", is_public=True, questions=changed)
    add(kind="answers-before", is_public=False, answers={key: before[key] for key in changed if key in before})
    audit.record(
        by=by, at=at, action="casework.answers-corrected", subject_id=case.id, case_id=case.id,
        details={"questions": changed},
    )  # fmt: skip


@transaction.atomic
def withdraw_case(*, by: Actor, at: datetime, case_id: UUID, reason: str = "") -> None:
    """
    Take the application back; the case closes.

    :raises NotAllowed: unless it is the applicant, or an officer of that unit's counter for somebody who was assisted.
    :raises TooLateToWithdraw: if the definition does not allow it any more.
    """
    case = lock_case(case_id)
    policies.require_applicant(by, case=case)
    require_open(case)
    if not flow.may_withdraw(workflow_of(case), case.step):
        raise TooLateToWithdraw
    run = engine.open_run_of(case)
    timeline.add(
        case_id=case.id, by=by, at=at, kind="withdrawn", is_public=True, step=run.key,
        reason=reason.strip()[:LONGEST_MESSAGE],
    )  # fmt: skip
    engine.finish(case, run, "withdrawn", by=by, at=at)
    engine.close(case, "withdrawn", by=by, at=at, at_step=run.key)


def _asking_run(case: Case) -> StepRun:
    run = engine.open_run_of(case)
    if run.type != "ask":
        raise NotAsked
    return run


def _check_reply(request: Mapping[str, Any], answers: Mapping[str, Any], files: list[str], message: str) -> None:
    errors = {}
    for unasked in sorted(set(answers) - set(request["questions"])):
        errors[unasked] = _("This was not asked.")
    if len(files) > request["files"]:
        errors["file_ids"] = _("Add fewer files.")
    if len(message) > LONGEST_MESSAGE:
        errors["message"] = _("Use at most 5,000 characters.")
    if not errors and not (answers or files or message.strip()):
        errors["message"] = _("Answer what was asked, or write why you cannot.")
    if errors:
        raise InvalidInput(errors)
