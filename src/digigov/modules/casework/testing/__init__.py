"""Workflows and cases for the tests of other rooms."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from digigov.kernel.actor import Actor, system
from digigov.kernel.ids import new_id
from digigov.kernel.references import make_reference
from digigov.modules.casework import commands
from digigov.modules.casework.definitions import Workflow
from digigov.modules.casework.rules import flow as flow  # where a case goes, for those who walk every way through

MACHINE = system("test")
OPENED_AT = datetime(2026, 6, 1, 14, tzinfo=UTC)
UNIT, ROLE = "police-records", "records-clerk"
REASON = {"id": "not-eligible", "text": "The law does not allow it.", "law": "Example Act, section 1"}
PLAIN: Sequence[Mapping[str, Any]] = (
    {
        "id": "review",
        "type": "review",
        "title": "We check your application",
        "role": ROLE,
        "within": 3,
        "missed": {"do": "escalate", "remind_before": 1},
        "next": {"approve": "done", "ask-more": "more", "refuse": "refused"},
        "labels": {"approve": "Approve", "ask-more": "Ask for more", "refuse": "Refuse"},
        "reasons": [REASON],
        "with": {"bulk": ["approve"]},
    },
    {
        "id": "more",
        "type": "ask",
        "title": "We need something from you",
        "role": "applicant",
        "within": 10,
        "missed": {"do": "go", "go": "lapsed", "remind_before": 2},
        "next": {"answered": "review"},
        "with": {"files": 2},
    },
    {"id": "done", "type": "end", "title": "Granted", "role": "system", "with": {"outcome": "granted"}},
    {"id": "refused", "type": "end", "title": "Refused", "role": "system", "with": {"outcome": "refused"}},
    {"id": "lapsed", "type": "end", "title": "Lapsed", "role": "system", "with": {"outcome": "lapsed"}},
)

_number = count(1)


def workflow_from(steps: Sequence[Mapping[str, Any]] = PLAIN, **rest: Any) -> Workflow:
    """A definition, not published."""
    return Workflow.model_validate({"steps": [dict(step) for step in steps], **rest})


def make_workflow(
    steps: Sequence[Mapping[str, Any]] = PLAIN, *, service: str = "test-service", version: int = 1, **rest: Any
) -> Workflow:
    """A published definition: review, ask for more, granted, refused, lapsed, unless ``steps`` say otherwise."""
    workflow = workflow_from(steps, **rest)
    commands.publish_workflow(by=MACHINE, at=OPENED_AT, service=service, version=version, workflow=workflow)
    return workflow


def make_case(
    *,
    service: str = "test-service",
    version: int = 1,
    unit: str = UNIT,
    applicant_id: UUID | None = None,
    by: Actor = MACHINE,
    at: datetime = OPENED_AT,
    **given: Any,
) -> UUID:
    """A case at the first step of a published workflow. Deadlines need ``organizations.testing.make_organizations``."""
    return commands.open_case(
        by=by,
        at=at,
        service=service,
        version=version,
        unit=unit,
        applicant_id=applicant_id or new_id(),
        **{
            "reference": make_reference(kind="A", year=26, number=8_000_000 + next(_number)),
            "facts": {"answers": {}},
            "language": "en",
            "title": "Test service",
            **given,
        },
    )
