"""Where a case is, in what its applicant may see; and its story."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.kernel.paging import Page, PageOf
from digigov.modules.casework import policies
from digigov.modules.casework.models import Case, StepRun, TimelineEntry
from digigov.modules.casework.published import step_of, workflow_of
from digigov.modules.casework.rules import flow
from digigov.modules.casework.rules.flow import stands_still
from digigov.modules.casework.rules.requests import standing_request

TOLD = ("at", "kind", "is_public", "step", "values", "by_kind", "by_name", "by_office")


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """
    Where it is, whose turn it is, until when. ``turn`` is ``officer``, ``applicant``, ``system`` or, when closed, empty;
    ``request`` what is asked for now: ``text``, ``questions``, ``files``. ``step_title`` of a closed case is its end's own, if it
    came to one of the definition's ends. While the office takes the applicant's time, ``due_at`` is None: it begins anew.
    """

    case_id: UUID
    reference: str
    service: str
    version: int
    unit: str
    title: str
    applicant_id: UUID | None
    state: str
    outcome: str
    opened_at: datetime
    closed_at: datetime | None
    charter_due_at: datetime | None
    step_id: UUID | None
    step: str
    step_type: str
    step_title: str
    turn: str
    due_at: datetime | None
    request: Mapping[str, Any]
    may_withdraw: bool
    may_correct: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in its applicant's own list."""

    case_id: UUID
    reference: str
    service: str
    version: int
    title: str
    state: str
    outcome: str
    step_title: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """``kind`` and ``values`` are worded by the site. To the public, ``by_name`` is empty when an officer did it."""

    at: datetime
    kind: str
    is_public: bool
    step: str
    step_title: str
    values: Mapping[str, Any]
    by_kind: str
    by_name: str
    by_office: str


def public_status(case_id: UUID) -> PublicStatus:
    """
    What the applicant may know. Whether the asker is the applicant, or knows the code, is for the door to say.

    :raises NotFound: if there is no such case.
    """
    found = public_statuses(case_ids=[case_id])
    if case_id not in found:
        raise NotFound
    return found[case_id]


def service_of(case_id: UUID) -> str:
    """What a case is about; '' if there is no such case."""
    return Case.objects.filter(id=case_id).values_list("service", flat=True).first() or ""


def wants_news(case_id: UUID) -> bool:
    """Whether the applicant is told of the case. :raises NotFound: if there is no such case."""
    case = Case.objects.filter(id=case_id).first()
    if case is None:
        raise NotFound
    return flow.wants_news(workflow_of(case), case.facts)


def public_statuses(*, case_ids: Iterable[UUID]) -> dict[UUID, PublicStatus]:
    """The same for several cases; two queries. Those that are not there are left out."""
    cases = list(Case.objects.filter(id__in=set(case_ids)).defer("facts"))
    runs = {run.case_id: run for run in StepRun.objects.filter(case__in=cases, finished_at=None)}
    return {case.id: _status(case, runs.get(case.id)) for case in cases}


def _status(case: Case, run: StepRun | None) -> PublicStatus:
    step, workflow = step_of(case, case.step), workflow_of(case)
    return PublicStatus(
        case_id=case.id,
        reference=case.reference,
        service=case.service,
        version=case.version,
        unit=case.unit,
        title=case.title,
        applicant_id=case.applicant_id,
        state=case.state,
        outcome=case.outcome,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        charter_due_at=case.due_at,
        step_id=run.id if run else None,
        step=case.step,
        step_type=run.type if run else "",
        step_title=step.title if run or step.type == "end" else "",
        turn=run.turn if run else "",
        due_at=run.due_at if run and not stands_still(step, run.turn) else None,
        request=standing_request(step, run.request) if run and run.type == "ask" else {},
        may_withdraw=run is not None and flow.may_withdraw(workflow, case.step),
        may_correct=run is not None and flow.may_correct(workflow, case.step),
    )


def ids_of_applicants(party_ids: Collection[UUID]) -> frozenset[UUID]:
    """The cases that these records of one person asked for; ids alone."""
    return frozenset(Case.objects.filter(applicant_id__in=party_ids).values_list("id", flat=True))


def list_cases_of(*, viewer: Actor, at: datetime, party_id: UUID, page: Page) -> PageOf[CaseLine]:
    """
    A person's own cases, newest first.

    :raises NotAllowed: unless it is that person, or the machine.
    """
    if not viewer.is_system and viewer.party_id != party_id:
        raise NotAllowed
    return page.of(Case.objects.filter(applicant_id=party_id).defer("facts").order_by("-opened_at", "-id"), _case_line)


def timeline(*, viewer: Actor, at: datetime, case_id: UUID, page: Page) -> PageOf[TimelineLine]:
    """
    The whole story, newest first, for officers with a part in the case.

    :raises NotFound: if there is no such case.
    :raises NotAllowed: for everybody else.
    """
    case = Case.objects.filter(id=case_id).first()
    if case is None:
        raise NotFound
    if not viewer.is_system:
        policies.require_officer_of(viewer, case=case)
    return story_of(case, page)


def story_of(case: Case, page: Page) -> PageOf[TimelineLine]:
    """The story for an officer who has been let in."""
    rows = TimelineEntry.objects.filter(case=case).order_by("-at", "-id")
    return page.of(rows, lambda entry: _line(case, entry, show_officers=True))


def public_timeline(*, case_id: UUID, page: Page) -> PageOf[TimelineLine]:
    """The story as the applicant may know it, newest first. :raises NotFound: if there is no such case."""
    rows = TimelineEntry.objects.filter(case_id=case_id, is_public=True).order_by("-at", "-id")
    rows = rows.select_related("case").only(*TOLD, "case__workflow_id")  # of the case nothing but what names its steps
    found = page.of(rows, lambda entry: _line(entry.case, entry, show_officers=False))
    if not found.items and not Case.objects.filter(id=case_id).exists():
        raise NotFound
    return found


def _case_line(case: Case) -> CaseLine:
    return CaseLine(
        case_id=case.id,
        reference=case.reference,
        service=case.service,
        version=case.version,
        title=case.title,
        state=case.state,
        outcome=case.outcome,
        step_title=step_of(case, case.step).title,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        due_at=case.due_at,
    )


def _line(case: Case, entry: TimelineEntry, *, show_officers: bool) -> TimelineLine:
    named = show_officers or entry.by_kind == "citizen"
    return TimelineLine(
        at=entry.at,
        kind=entry.kind,
        is_public=entry.is_public,
        step=entry.step,
        step_title=step_of(case, entry.step).title if entry.step else "",
        values=entry.values,
        by_kind=entry.by_kind,
        by_name=entry.by_name if named else "",
        by_office=entry.by_office,
    )
