"""
The step types of a request's case: officers attend to it, the citizen is waited for, and it rests while a reply may open it again.

What may be done, and with which evidence, is for this room's commands to see to; so no step can be finished from the queue alone.
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from digigov.kernel.definitions import Condition, Definition, Slug
from digigov.modules.casework.definitions import Workflow
from digigov.modules.casework.ports import StepContext
from digigov.modules.catalog.queries import LIAISON
from digigov.modules.service_requests.models import Request

WORKFLOW_VERSION = 1
NEVER = {"fact": "answers.finished_by_its_own_page", "is": True}


class AttendParameters(Definition):
    only_when: dict[Slug, Condition] = Field(default_factory=dict)


class _Step:
    outcomes: frozenset[str] | None = None
    parameters: type[Definition] = AttendParameters
    gives: frozenset[str] = frozenset()

    def begin(self, step: StepContext, *, at: datetime) -> str | None:
        Request.objects.filter(reference=step.case_reference).update(case_id=step.case_id, step_id=step.step_id)
        return None


class Attend(_Step):
    name = "attend"
    by_whom: Literal["officer", "applicant", "system"] = "officer"


class Confirm(_Step):
    name = "confirm"
    by_whom: Literal["officer", "applicant", "system"] = "applicant"


class Rest(_Step):
    name = "rest"
    by_whom: Literal["officer", "applicant", "system"] = "system"


def _attend(id: str, title: str, **next_: str) -> dict[str, Any]:
    return {
        "id": id,
        "type": "attend",
        "title": title,
        "role": LIAISON,
        "next": next_,
        "with": {"only_when": dict.fromkeys(next_, NEVER)},
    }


WORKFLOW = Workflow.model_validate(
    {
        "steps": [
            _attend("acknowledge", "It has arrived", acknowledged="act", forwarded="acknowledge"),
            _attend("act", "Somebody looks at it", acted="answer", answered="confirm", forwarded="acknowledge"),
            _attend("answer", "Work is under way", answered="confirm", forwarded="acknowledge"),
            {
                "id": "confirm",
                "type": "confirm",
                "title": "You say whether it is done",
                "role": "applicant",
                "next": {"yes": "rest", "silent": "rest", "no": "act"},
            },
            {
                "id": "rest",
                "type": "rest",
                "title": "Done",
                "role": "system",
                "next": {"reopened": "act", "ended": "done"},
            },
            {"id": "done", "type": "end", "title": "Done", "role": "system", "with": {"outcome": "granted"}},
        ],
        "tell_when": {"fact": "answers.told_by_casework", "is": True},
    }
)
