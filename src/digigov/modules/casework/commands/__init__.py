"""What can be done with cases."""

from digigov.modules.casework.commands.applicants import (
    NotAsked,
    TooLateToCorrect,
    TooLateToWithdraw,
    answer_request,
    correct_answers,
    withdraw_case,
)
from digigov.modules.casework.commands.cases import (
    AlreadyPublished,
    WorkflowNotPublished,
    add_note,
    hand_over_case,
    open_case,
    publish_workflow,
)
from digigov.modules.casework.commands.claiming import (
    NotYours,
    TaskIsDone,
    TaskTaken,
    assign_task,
    assign_tasks,
    claim_next_task,
    claim_task,
    release_task,
)
from digigov.modules.casework.commands.deadlines import watch_deadlines
from digigov.modules.casework.commands.deciding import (
    NeedsALook,
    NeedsOwnSignature,
    NotInBulk,
    UnknownStepOutcome,
    complete_task,
    complete_tasks,
)
from digigov.modules.casework.commands.leaving import release_claims_left, release_claims_of
from digigov.modules.casework.commands.moving import move_case, set_clock
from digigov.modules.casework.commands.plugs import add_entry, finish_step, pass_turn, tell_applicant
from digigov.modules.casework.loading import CaseIsClosed
from digigov.modules.casework.policies import FourEyes, OwnOrRelativesCase
from digigov.modules.casework.rules.requests import Request

__all__ = [
    "AlreadyPublished",
    "CaseIsClosed",
    "FourEyes",
    "NotAsked",
    "NeedsALook",
    "NeedsOwnSignature",
    "NotInBulk",
    "NotYours",
    "OwnOrRelativesCase",
    "Request",
    "TaskIsDone",
    "TaskTaken",
    "TooLateToCorrect",
    "TooLateToWithdraw",
    "UnknownStepOutcome",
    "WorkflowNotPublished",
    "add_entry",
    "add_note",
    "answer_request",
    "assign_task",
    "assign_tasks",
    "claim_next_task",
    "claim_task",
    "complete_task",
    "complete_tasks",
    "correct_answers",
    "finish_step",
    "hand_over_case",
    "open_case",
    "move_case",
    "pass_turn",
    "publish_workflow",
    "release_claims_left",
    "release_claims_of",
    "release_task",
    "set_clock",
    "tell_applicant",
    "watch_deadlines",
    "withdraw_case",
]
