"""Who may make, move and cancel an appointment."""

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.casework.ports import StepContext

ASSIST = "counter.assist"


def may_arrange(actor: Actor, step: StepContext) -> bool:
    """The applicant, an officer whose step it is, and whoever helps people at that unit's counter."""
    if actor.party_id is not None and actor.party_id == step.applicant_id:
        return True
    if actor.kind != "officer":
        return False
    unit = step.definition.unit or step.unit
    return actor.has_role(step.definition.role, unit=unit) or actor.may(ASSIST, unit=step.unit)


def require_arranger(by: Actor, step: StepContext) -> None:
    if not may_arrange(by, step):
        raise NotAllowed
