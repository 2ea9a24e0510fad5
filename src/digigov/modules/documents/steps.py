"""The step type ``issue``: a paper comes out."""

from datetime import datetime
from typing import Literal

from digigov.kernel.actor import system
from digigov.kernel.conditions import holds
from digigov.kernel.definitions import Definition
from digigov.kernel.errors import NotFound
from digigov.modules.casework.ports import StepContext
from digigov.modules.documents import commands, library, occasions, papers
from digigov.modules.documents.definitions import IssueParameters
from digigov.modules.parties import queries as parties

MACHINE = system("documents")


class Issue:
    """Takes the number in the step's own transaction; a job makes the paper and finishes the step."""

    name = "issue"
    by_whom: Literal["officer", "applicant", "system"] = "system"
    outcomes: frozenset[str] | None = frozenset({"issued"})
    parameters: type[Definition] = IssueParameters
    gives: frozenset[str] = occasions.READY.gives

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        asked = IssueParameters.model_validate(step.definition.parameters)
        template = library.get_template(service=step.service, version=step.version, key=asked.document)
        if not holds(papers.definition_of(template).when, step.facts):
            return "issued"
        commands.issue_document(
            by=MACHINE,
            at=at,
            service=step.service,
            version=step.version,
            template=asked.document,
            wanted=wanted_for(step, occasion=f"step:{step.step_id}", message=asked.message, step_id=step.step_id),
        )
        return None


def wanted_for(step: StepContext, **more) -> commands.Wanted:  # type: ignore[no-untyped-def]
    """A paper for the applicant of a step's case."""
    return commands.Wanted(
        unit=step.unit,
        facts=step.facts,
        holder_id=step.applicant_id,
        holder_name=_name_of(step),
        case_id=step.case_id,
        case_reference=step.case_reference,
        **more,
    )


def _name_of(step: StepContext) -> str:
    if step.applicant_id is None:
        return ""
    try:
        return parties.contact_of(step.applicant_id).name
    except NotFound:
        return ""
