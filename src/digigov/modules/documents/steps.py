"""The step type ``issue``: a paper comes out."""

from datetime import datetime
from typing import Literal

from digigov.kernel.actor import system
from digigov.kernel.conditions import holds
from digigov.kernel.definitions import Definition
from digigov.modules.casework.ports import StepContext
from digigov.modules.documents import commands, library, occasions, papers
from digigov.modules.documents.definitions import IssueParameters

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
        definition = papers.definition_of(template)
        if not holds(definition.when, step.facts):
            return "issued"
        wanted = papers.wanted_for(step, occasion=f"step:{step.step_id}", message=asked.message, step_id=step.step_id)
        issue = commands.issue_signed if definition.officers_sign else commands.issue_document
        issue(by=MACHINE, at=at, service=step.service, version=step.version, template=asked.document, wanted=wanted)
        return None
