"""What can be asked of casework."""

from collections.abc import Mapping, Sequence
from typing import Any

from digigov.modules.casework.asking.case import (
    CaseView,
    Choice,
    DecisionView,
    NoteView,
    StepView,
    TaskView,
    find_case_id,
    get_case,
    get_step,
    get_step_to_do,
    is_step_open,
    require_part,
)
from digigov.modules.casework.asking.figures import Figures, list_figures, total_figures
from digigov.modules.casework.asking.measures import most_used_services, typical_working_days
from digigov.modules.casework.asking.queues import (
    QueueCounts,
    QueueLine,
    Workload,
    count_queue,
    list_in_hand,
    list_overdue,
    list_queue,
    list_tasks,
    reference_of_task,
    workload,
)
from digigov.modules.casework.asking.status import (
    CaseLine,
    PublicStatus,
    TimelineLine,
    ids_of_applicants,
    list_cases_of,
    public_status,
    public_statuses,
    public_timeline,
    service_of,
    timeline,
    wants_news,
)
from digigov.modules.casework.asking.steps import list_steps_finished
from digigov.modules.casework.definitions import Workflow
from digigov.modules.casework.keeping import of_past_cases, past_case_ids, why_cases_stay, with_its_case
from digigov.modules.casework.ports import step_types
from digigov.modules.casework.queue import QueueFilters
from digigov.modules.casework.rules import walk as walking
from digigov.modules.casework.rules.checks import Fault, faults_of
from digigov.modules.casework.rules.walk import Doing, Visit, Walked, WalkStopped

__all__ = [
    "CaseLine",
    "CaseView",
    "Choice",
    "DecisionView",
    "Doing",
    "Fault",
    "Figures",
    "NoteView",
    "PublicStatus",
    "QueueCounts",
    "QueueFilters",
    "QueueLine",
    "StepView",
    "TaskView",
    "TimelineLine",
    "Visit",
    "WalkStopped",
    "Walked",
    "Workload",
    "check_workflow",
    "count_queue",
    "find_case_id",
    "get_case",
    "get_step",
    "get_step_to_do",
    "ids_of_applicants",
    "is_step_open",
    "list_cases_of",
    "list_figures",
    "list_in_hand",
    "list_overdue",
    "list_queue",
    "list_steps_finished",
    "list_tasks",
    "public_status",
    "public_statuses",
    "public_timeline",
    "reference_of_task",
    "require_part",
    "service_of",
    "timeline",
    "total_figures",
    "typical_working_days",
    "most_used_services",
    "of_past_cases",
    "past_case_ids",
    "why_cases_stay",
    "with_its_case",
    "walk",
    "wants_news",
    "workload",
]


def walk(workflow: Workflow, facts: Mapping[str, Any], doings: Sequence[Doing] = ()) -> Walked:
    """
    Where a case with these facts would go if people did this and that. Nothing is stored.

    :raises WalkStopped: if a doing is missing, impossible or left over, or the walk never ends.
    """
    return walking.walk(workflow, step_types(), facts, doings)


def check_workflow(workflow: Workflow) -> tuple[Fault, ...]:
    """Every fault of a definition, with its place in the file."""
    return faults_of(workflow, step_types())
