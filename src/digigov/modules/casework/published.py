"""Published workflows, read once by each process."""

from uuid import UUID

from digigov.kernel.published import remembered
from digigov.modules.casework.definitions import Step, Workflow
from digigov.modules.casework.models import Case, WorkflowVersion
from digigov.modules.casework.rules import flow


@remembered()
def workflow(workflow_id: UUID) -> Workflow:
    return Workflow.model_validate_json(WorkflowVersion.objects.values_list("body", flat=True).get(id=workflow_id))


def workflow_of(case: Case) -> Workflow:
    """The definition that the case was opened with, whatever has been published since."""
    return workflow(case.workflow_id)


def step_of(case: Case, key: str) -> Step:
    return flow.get_step(workflow_of(case), key)
