"""Who may see, do and steer casework."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.casework.models import Case, Decision, Task
from digigov.modules.casework.published import step_of, workflow_of
from digigov.modules.casework.rules import flow
from digigov.modules.organizations import queries as organizations

SUPERVISE = "casework.supervise"  # opens the supervisor's pages; in which roles and units, "supervise:<role>" says
SEE_FIGURES = "casework.see-figures"  # in a unit: how much comes, is decided and is late; no case and no name
READ_CASES = "casework.read"  # in a unit: read every case of that unit
ASSIST = "counter.assist"  # in a unit: act for somebody at the counter


class OwnOrRelativesCase(NotAllowed):
    code = "own-or-relatives-case"
    message = _("This case is your own or that of a relative you have declared. A colleague must take it.")


class AboutYou(NotAllowed):
    code = "case-about-you"
    message = _("This case is about something that you or a relative you have declared did. A colleague must take it.")


class FourEyes(NotAllowed):
    code = "four-eyes"
    message = _("You decided an earlier step of this case. Somebody else must take this one.")


def supervises(actor: Actor, *, role: str, unit: str) -> bool:
    return actor.kind == "officer" and actor.may(f"supervise:{role}", unit=unit)


def holds_role(actor: Actor, *, role: str, unit: str) -> bool:
    return actor.kind == "officer" and actor.has_role(role, unit=unit)


def may_do(actor: Actor, task: Task) -> bool:
    """Whether the task is for a post that the actor holds; an escalated one is for the supervisor too."""
    if holds_role(actor, role=task.role, unit=task.unit):
        return True
    return task.is_escalated and supervises(actor, role=task.role, unit=task.unit)


def require_doer(by: Actor, *, case: Case, task: Task) -> None:
    """
    :raises NotAllowed: if the task is for a post that the actor does not hold.
    :raises OwnOrRelativesCase: if the applicant is the actor or a declared relative.
    :raises AboutYou: if it is about what one of them did.
    :raises FourEyes: if the actor did an earlier step that this one must not be done by.
    """
    if by.party_id is None or not may_do(by, task):
        raise NotAllowed
    require_impartial(by.party_id, case=case)
    require_other_eyes(by.party_id, case=case, task=task)


def require_impartial(party_id: UUID | None, *, case: Case) -> None:
    """
    :raises OwnOrRelativesCase: if that person or a declared relative asked for it, for themself or for another.
    :raises AboutYou: if it is about what that person or a declared relative did.
    """
    if party_id is None or (case.applicant_id is None and not case.kept_from):
        return
    tied = tied_to(party_id)
    if tied & {case.applicant_id, case.acted_by}:
        raise OwnOrRelativesCase
    if not tied.isdisjoint(case.kept_from):
        raise AboutYou


def tied_to(party_id: UUID) -> frozenset[UUID]:
    """Those whose cases that person must leave to colleagues: the own and those of declared relatives."""
    return organizations.relatives_of(party_id) | {party_id}


def require_other_eyes(party_id: UUID, *, case: Case, task: Task, decisions: Iterable[Decision] | None = None) -> None:
    """
    ``decisions`` are the case's with their tasks, where they are read already.

    :raises FourEyes: if that person decided a step that this one names in ``not_by``, or signed beside it.
    """
    if decisions is None:
        decisions = Decision.objects.filter(case=case, by_party=party_id).select_related("task")
    not_by = step_of(case, case.step).not_by
    for made in decisions:
        is_beside = made.task.run_id == task.run_id and made.task_id != task.id
        if made.by_party == party_id and (made.step in not_by or is_beside):
            raise FourEyes


def require_holder(party_id: UUID, *, task: Task, at: datetime) -> None:
    """:raises NotAllowed: unless that person holds the task's role in its unit now."""
    holders = organizations.list_holders(role=task.role, unit=task.unit, at=at)
    if party_id not in {holder.party_id for holder in holders}:
        raise NotAllowed


def require_supervisor(by: Actor, *, role: str, unit: str) -> None:
    if not supervises(by, role=role, unit=unit):
        raise NotAllowed


def require_applicant(by: Actor, *, case: Case) -> None:
    """
    :raises NotAllowed: unless it is the applicant, whoever acts for them in that service, an officer who acts for people at the counter of that unit, or the machine,
        for whoever holds the code; that they do is for the room above to see to.
    """
    if by.is_system or by.stands_for(case.applicant_id, service=case.service):
        return
    if by.kind == "officer" and case.assisted_by is not None and by.may(ASSIST, unit=case.unit):
        return
    raise NotAllowed


def require_taker(by: Actor, *, case: Case, to_party_id: UUID) -> None:
    """:raises NotAllowed: unless somebody takes over what was nobody's or was handed in at a counter."""
    is_open_to_taking = case.applicant_id in (None, to_party_id) or case.assisted_by is not None
    if not (by.is_system or by.party_id == to_party_id) or not is_open_to_taking:
        raise NotAllowed


def require_officer_of(by: Actor, *, case: Case) -> None:
    """
    :raises NotAllowed: unless the actor holds or supervises a post that has a part in the case, or may read the unit's cases.
    :raises OwnOrRelativesCase: if the case is the actor's own or a declared relative's.
    :raises AboutYou: if it is about what one of them did.
    """
    if by.kind != "officer" or not (by.may(READ_CASES, unit=case.unit) or _has_a_part(by, case)):
        raise NotAllowed
    require_impartial(by.party_id, case=case)


def _has_a_part(by: Actor, case: Case) -> bool:
    parts = parts_of(case)
    return any(holds_role(by, role=r, unit=u) or supervises(by, role=r, unit=u) for r, u in parts)


def parts_of(case: Case) -> Mapping[tuple[str, str], None]:
    """The (role, unit) pairs of everybody whom the case's definition gives something to do."""
    return {
        (turn.role, step.unit or case.unit): None for step in workflow_of(case).steps for turn in flow.turns_of(step)
    }
