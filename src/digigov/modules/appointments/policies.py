"""Who may make, move and cancel an appointment."""

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.appointments.places import Meeting

ASSIST = "counter.assist"


def may_arrange(actor: Actor, meeting: Meeting) -> bool:
    """
    The applicant or whoever acts for them, and the machine for whoever holds the code of the case, where the definition lets them choose; an officer
    whose step it is, and whoever helps people at that unit's counter.
    """
    step = meeting.step
    if actor.is_system or actor.stands_for(step.applicant_id, service=step.service):
        return meeting.wanted.chosen_by == "both"
    if actor.kind != "officer":
        return False
    unit = step.definition.unit or step.unit
    return actor.has_role(step.definition.role, unit=unit) or actor.may(ASSIST, unit=step.unit)


def require_arranger(by: Actor, meeting: Meeting) -> None:
    if not may_arrange(by, meeting):
        raise NotAllowed
