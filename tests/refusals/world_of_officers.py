"""Papers that officers sign themselves, for the world in which commands are refused."""

from typing import Any

import yaml
from django.conf import settings

from digigov.modules.casework.queries import get_step_to_do
from digigov.modules.documents import commands as documents
from digigov.modules.documents.commands import Wanted
from digigov.modules.documents.testing import FACTS
from digigov.modules.documents.testing.deciding import (
    allow,
    make_case_to_sign,
    make_deciding_officer,
    make_signed_service,
    open_task,
    sign_case,
)

SERVICE = "signed-by-officers"


def make_decided(world: Any, *, at: Any) -> None:
    """One that waits to be drawn, one that waits to be signed, and one under which the first signature stands."""
    make_signed_service(SERVICE)
    world.deciding = make_deciding_officer(at=at)
    to_draw, to_sign, signed = (make_case_to_sign(service=SERVICE, at=at) for _ in range(3))
    world.to_draw_task_id, world.to_sign_task_id = open_task(to_draw), open_task(to_sign)
    documents.draw_to_sign(by=world.deciding, at=at, task_id=world.to_sign_task_id)
    world.deciding_allowed_id = allow(world.deciding, to_sign, at=at)
    world.deciding_step_id = get_step_to_do(viewer=world.deciding, task_id=world.to_sign_task_id).step_id
    sign_case(world.deciding, signed, at=at)
    world.signed_wanted = Wanted(occasion="", unit="police-records", facts=FACTS, case_id=signed)


def roles_of_the_pack() -> list[dict[str, Any]]:
    return yaml.safe_load((settings.PACK / "organizations.yaml").read_text())["roles"]
