"""One case, as an officer sees it, and one step, as the machine does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.kernel.references import parse_reference
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework import engine, policies
from digigov.modules.casework.asking.status import TimelineLine, story_of
from digigov.modules.casework.definitions import Reason, Step
from digigov.modules.casework.models import Case, Decision, Note, StepRun, Task
from digigov.modules.casework.ports import StepContext
from digigov.modules.casework.published import step_of, workflow_of
from digigov.modules.casework.rules import flow

# Outcomes that every workflow knows need no words in a pack. Keys of the catalogue, translated where they are shown.
STORY = Page(size=30)
WORDS = {"signed": _("Sign"), "returned": _("Send back"), "refused": _("Refuse"), "told": _("Told")}


@dataclass(frozen=True, slots=True)
class Choice:
    """An outcome that may be taken: its words, and whether it needs a ground in law or asks the applicant for more."""

    outcome: str
    label: str
    needs_reason: bool
    asks: bool
    bulk: bool


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task of the step that the case is in. ``refusal`` says why the viewer may not do it; None when they may."""

    id: UUID
    role: str
    unit: str
    position: int
    state: str
    due_at: datetime | None
    claimed_by: UUID | None
    is_mine: bool
    is_escalated: bool
    may_assign: bool
    refusal: str | None


@dataclass(frozen=True, slots=True)
class StepView:
    """The step that the case is in, or was."""

    id: UUID
    key: str
    title: str
    type: str
    turn: str
    started_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    outcome: str
    request: Mapping[str, Any]
    reply: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DecisionView:
    at: datetime
    step: str
    step_title: str
    outcome: str
    label: str
    questions: tuple[Mapping[str, Any], ...]
    findings: Mapping[str, Any]
    reason: str
    law: str
    note: str
    by_party: UUID
    by_name: str
    by_office: str


@dataclass(frozen=True, slots=True)
class NoteView:
    at: datetime
    text: str
    by_name: str
    by_office: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """All of a case that an officer needs on one page. ``end_title``: what the definition calls the end that it came to."""

    id: UUID
    reference: str
    service: str
    version: int
    unit: str
    applicant_id: UUID | None
    assisted_by: UUID | None
    acted_by: UUID | None
    title: str
    language: str
    facts: Mapping[str, Any]
    state: str
    outcome: str
    end_title: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    step: StepView | None
    tasks: tuple[TaskView, ...]
    choices: tuple[Choice, ...]
    findings: tuple[Mapping[str, Any], ...]
    reasons: tuple[Reason, ...]
    ask: Mapping[str, Any]
    runs: tuple[StepView, ...]
    decisions: tuple[DecisionView, ...]
    notes: tuple[NoteView, ...]
    story: PageOf[TimelineLine]


@transaction.atomic
def get_case(*, viewer: Actor, at: datetime, case_id: UUID, purpose: Purpose) -> CaseView:
    """
    A case with all its parts, for an officer with a part in it or the machine; notes who looked and why.

    :raises NotFound: if there is no such case.
    :raises NotAllowed: unless the viewer holds or supervises a post with a part in the case.
    :raises OwnOrRelativesCase: if the case is the viewer's own or a declared relative's.
    """
    return _view(_opened(viewer, at, case_id, purpose), viewer)


@transaction.atomic
def require_part(*, viewer: Actor, at: datetime, case_id: UUID, purpose: Purpose) -> None:
    """
    For rooms above that show something of a case; notes who looked and why.

    :raises NotFound: if there is no such case.
    :raises NotAllowed: as ``get_case``.
    """
    _opened(viewer, at, case_id, purpose)


def get_step(*, viewer: Actor, step_id: UUID) -> StepContext:
    """
    A step as it was given to its plug, with the facts of now; for the plug's jobs.

    :raises NotAllowed: unless it is the machine.
    :raises NotFound: if there is no such step.
    """
    viewer.require_system()
    run = StepRun.objects.select_related("case").filter(id=step_id).first()
    if run is None:
        raise NotFound
    return engine.context_of(run.case, run)


def is_step_open(step_id: UUID) -> bool:
    """Whether the step still waits for its end."""
    return StepRun.objects.filter(id=step_id, finished_at=None, case__state="open").exists()


def find_case_id(reference: str) -> UUID | None:
    """The case that a public reference, as somebody typed it, belongs to. Says nothing about who may see it."""
    known = parse_reference(reference)
    return Case.objects.filter(reference=known).values_list("id", flat=True).first() if known else None


def _opened(viewer: Actor, at: datetime, case_id: UUID, purpose: Purpose) -> Case:
    case = Case.objects.filter(id=case_id).first()
    if case is None:
        raise NotFound
    if not viewer.is_system:
        policies.require_officer_of(viewer, case=case)
    audit.record_read(by=viewer, at=at, purpose=Purpose(purpose.code, case.id), subjects=[case.applicant_id or case.id])
    return case


def _view(case: Case, viewer: Actor) -> CaseView:
    decisions = list(Decision.objects.filter(case=case).select_related("task").order_by("at", "id"))
    runs = list(StepRun.objects.filter(case=case).order_by("number"))
    current = next((run for run in runs if run.finished_at is None), None)
    step = step_of(case, current.key) if current else None
    return CaseView(
        id=case.id,
        reference=case.reference,
        service=case.service,
        version=case.version,
        unit=case.unit,
        applicant_id=case.applicant_id,
        assisted_by=case.assisted_by,
        acted_by=case.acted_by,
        title=case.title,
        language=case.language,
        facts=case.facts,
        state=case.state,
        outcome=case.outcome,
        end_title=_end_title(case),
        opened_at=case.opened_at,
        due_at=case.due_at,
        closed_at=case.closed_at,
        step=_step(case, current) if current else None,
        tasks=tuple(_task(case, task, viewer, decisions) for task in _tasks(current)),
        choices=_choices(case, current),
        findings=step.findings if step else (),
        reasons=step.reasons if step else (),
        ask=_ask(case, current),
        runs=tuple(_step(case, run) for run in runs),
        decisions=tuple(_decision(case, each) for each in decisions),
        notes=tuple(
            NoteView(each.at, each.text, each.by_name, each.by_office)
            for each in Note.objects.filter(case=case).order_by("-at", "-id")
        ),
        story=story_of(case, STORY),
    )


def _end_title(case: Case) -> str:
    last = step_of(case, case.step)
    return last.title if case.state == "closed" and last.type == "end" else ""


def _tasks(run: StepRun | None) -> list[Task]:
    return list(Task.objects.filter(run=run).order_by("position")) if run else []


def _step(case: Case, run: StepRun) -> StepView:
    return StepView(
        id=run.id,
        key=run.key,
        title=step_of(case, run.key).title,
        type=run.type,
        turn=run.turn,
        started_at=run.started_at,
        due_at=run.due_at,
        finished_at=run.finished_at,
        outcome=run.outcome,
        request=run.request,
        reply=run.reply,
    )


def _task(case: Case, task: Task, viewer: Actor, decisions: Sequence[Decision]) -> TaskView:
    """``refusal``: of the own or a relative's case the viewer would not have come to see this."""
    refusal = None
    try:
        if viewer.party_id is None or not policies.may_do(viewer, task):
            raise NotAllowed
        policies.require_other_eyes(viewer.party_id, case=case, task=task, decisions=decisions)
    except NotAllowed as error:
        refusal = str(error)
    return TaskView(
        id=task.id,
        role=task.role,
        unit=task.unit,
        position=task.position,
        state=task.state,
        due_at=task.due_at,
        claimed_by=task.claimed_by,
        is_mine=task.claimed_by is not None and task.claimed_by == viewer.party_id,
        is_escalated=task.is_escalated,
        may_assign=policies.supervises(viewer, role=task.role, unit=task.unit),
        refusal=refusal,
    )


def _choices(case: Case, run: StepRun | None) -> tuple[Choice, ...]:
    if run is None:
        return ()
    workflow, step = workflow_of(case), step_of(case, run.key)
    return tuple(
        Choice(
            outcome=outcome,
            label=_label(step, outcome),
            needs_reason=flow.needs_reason(workflow, step, outcome),
            asks=flow.asks_for_more(workflow, step, outcome),
            bulk=outcome in step.parameters.get("bulk", ()),
        )
        for outcome in step.next
    )


def _ask(case: Case, run: StepRun | None) -> Mapping[str, Any]:
    """What the step may ask for: the parameters of the ask step that one of its outcomes leads to."""
    if run is None:
        return {}
    workflow, step = workflow_of(case), step_of(case, run.key)
    for target in flow.targets_of(step):
        found = flow.find_step(workflow, target)
        if found is not None and found.type == "ask":
            return found.parameters
    return {}


def _decision(case: Case, made: Decision) -> DecisionView:
    step = step_of(case, made.step)
    return DecisionView(
        at=made.at,
        step=made.step,
        step_title=step.title,
        outcome=made.outcome,
        label=_label(step, made.outcome),
        questions=step.findings,
        findings=made.findings,
        reason=made.reason_text,
        law=made.law,
        note=made.note,
        by_party=made.by_party,
        by_name=made.by_name,
        by_office=made.by_office,
    )


def _label(step: Step, outcome: str) -> str:
    return step.labels.get(outcome) or WORDS.get(outcome, outcome)
