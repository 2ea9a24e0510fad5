"""A case that waits for an appointment, for the tests of other rooms."""

from typing import Any
from uuid import UUID

from digigov.modules.casework import queries as casework
from digigov.modules.casework.testing import PLAIN, ROLE, make_case, make_workflow

OFFICE = "police-records-office"


def make_meeting(kind: str = "meet", *, within: int = 10, **given: Any) -> tuple[UUID, UUID]:
    """The ids of a case in a step of that type, and of the step. Needs ``make_organizations``."""
    service = f"test-{kind}"
    wanted = {key: given.pop(key) for key in ("minutes", "at_once", "offices", "bring") if key in given}
    step = {
        "id": "come",
        "type": kind,
        "title": "Come and see us",
        "role": ROLE,
        "within": within,
        "next": {"held": "done", "missed": "lapsed"},
        "labels": {"held": "It took place", "missed": "Nobody came"},
        "with": {"offices": [OFFICE], "minutes": 30, **wanted},
    }
    make_workflow([step, PLAIN[2], PLAIN[4]], service=service)
    case_id = make_case(service=service, **given)
    step_id = casework.public_status(case_id).step_id
    assert step_id is not None
    return case_id, step_id
