"""What the page of a case shows: the rooms' answers, joined."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.paging import Page
from digigov.modules.applications.queries import file_ids, find_signature
from digigov.modules.appointments import queries as appointments
from digigov.modules.audit.commands import Purpose
from digigov.modules.casework.queries import CaseView, DecisionView
from digigov.modules.documents import queries as documents
from digigov.modules.documents.queries import FileView
from digigov.modules.forms import queries as forms
from digigov.modules.forms.definitions import Form
from digigov.modules.organizations import queries as organizations
from digigov.modules.parties import queries as parties
from digigov.modules.parties.queries import PersonView
from digigov.modules.payments import queries as payments
from digigov.modules.registries import queries as registries
from digigov.sites.desk import clocks, wording


@dataclass(frozen=True, slots=True)
class Decided:
    made: DecisionView
    found: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a register answered: its name, and pairs of label and value."""

    name: str
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One that may be asked again."""

    id: str
    label: str


FILES_AT_A_TIME = 40


def page_of(case: CaseView, actor: Actor, *, at: datetime, part: str | None = None) -> dict[str, Any]:
    """
    Everything on the page of a case that the actor may see; the number of queries does not depend on its age. ``part``: which
    page of its evidence.
    """
    purpose, form = Purpose("work-on-case", case.id), _form(case)
    files = documents.list_files_of_case(case_id=case.id, page=Page.from_query(part, size=FILES_AT_A_TIME))
    context = forms.context_at(at, files=_facts([*files, *_named_elsewhere(case, form, files)]))
    people = {task.claimed_by for task in case.tasks if task.claimed_by} | wording.people_in(case.story)
    names = parties.names_of(people | ({case.acted_by} if case.acted_by else set()))
    step_clock, charter_clock = clocks.clocks(
        [case.step.due_at if case.step else None, case.due_at if case.state == "open" else None], at=at
    )
    mine = next((task for task in case.tasks if task.state == "open" and task.is_mine), None)
    return {
        "case": case,
        "acted_by": names.get(case.acted_by, "") if case.acted_by else "",
        "person": _person(case, actor, at=at, purpose=purpose),
        "unit_name": organizations.names_of([case.unit]).get(case.unit, case.unit),
        "sections": forms.answers_view(form, case.facts.get("answers", {}), context) if form else (),
        "plain_answers": {} if form else case.facts.get("answers", {}),
        "reads": _reads(case, context),
        "signature": find_signature(case_id=case.id, service=case.service, version=case.version),
        "payments": _payments(case, actor, at=at, purpose=purpose),
        "appointments": appointments.list_of_case(case.id),
        "files": files,
        "issued": documents.list_issued(case_id=case.id, at=at),
        "decisions": [Decided(made, _found(made, context)) for made in case.decisions],
        "story": wording.entries_of(case.story, names),
        "has_more_story": case.story.has_next,
        "names": names,
        "mine": mine,
        "free": _free(case, mine),
        "may_book": case.step is not None and case.step.type in ("meet", "inspect"),
        "step_clock": step_clock,
        "charter_clock": charter_clock,
        "outcome": wording.end_in_words(case.end_title, case.outcome) if case.state == "closed" else "",
        "fields": forms.fields_of_findings(case.findings, context) if mine else (),
        "askable": _askable(case, form),
        "context": context,
        "typed": {},
        "errors": {},
        "here_in_nav": "desk:queue",
    }


def _facts(files: Iterable[FileView]) -> dict[str, forms.FileFacts]:
    """Files by id, as the form's questions know them."""
    return {
        str(each.id): forms.FileFacts(str(each.id), each.name, each.media_type.rpartition("/")[2], each.size)
        for each in files
    }


def _named_elsewhere(case: CaseView, form: Form | None, files: Iterable[FileView]) -> tuple[FileView, ...]:
    """Files that answers name and that stand on another page of the evidence."""
    named = set(file_ids(form, case.facts.get("answers", {}))) if form else set()
    missing = named - {each.id for each in files}
    return documents.list_files_named(case_id=case.id, file_ids=missing) if missing else ()


def _free(case: CaseView, mine: Any) -> Any:
    """A task that the viewer could take now."""
    if mine is not None:
        return None
    return next((t for t in case.tasks if t.state == "open" and t.claimed_by is None and t.refusal is None), None)


def _form(case: CaseView) -> Form | None:
    try:
        return forms.get_form(case.service, case.version)
    except NotFound:
        return None


def _person(case: CaseView, actor: Actor, *, at: datetime, purpose: Purpose) -> PersonView | None:
    if case.applicant_id is None:
        return None
    try:
        return parties.get_person(viewer=actor, at=at, party_id=case.applicant_id, purpose=purpose)
    except NotFound:
        return None


def _payments(case: CaseView, actor: Actor, *, at: datetime, purpose: Purpose) -> Any:
    """What was asked and paid, for officers who may see money of that unit."""
    try:
        return payments.list_of_case(viewer=actor, at=at, case_id=case.id, purpose=purpose, page=Page(size=20))
    except NotFound:
        return ()


def _reads(case: CaseView, context: forms.Context) -> list[Reading]:
    """What registers answered, in the words of their definitions."""
    reads = case.facts.get("reads", {})
    known = registries.get_registers(frozenset(reads)) if reads else {}
    found = []
    for register, values in reads.items():
        definition = known.get(register)
        if definition:
            found.append(Reading(definition.name, tuple(forms.register_in_words(definition, values, values, context))))
    return found


def _found(made: DecisionView, context: Any) -> tuple[Any, ...]:
    return forms.findings_in_words(made.questions, made.findings, context)


def _askable(case: CaseView, form: Form | None) -> list[Question]:
    """Questions that may be asked again: those that the definition names, or all that stand on pages asked once."""
    if form is None:
        return []
    known = {q.id: q.label for page in form.pages if page.repeat is None for q in page.questions}
    wanted = case.ask.get("questions") or known
    return [Question(each, known[each]) for each in wanted if each in known]
