"""Who may let others act, act for others, write a mandate down, and end one."""

from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.mandates import rules
from digigov.modules.mandates.models import Mandate

ASSIST = "counter.assist"
END = "mandates.end"


def principal_of(by: Actor) -> tuple[UUID, str]:
    """
    For whom somebody lets others act, and on what ground: for themself, or as a director for the company.

    :raises NotAllowed: for strangers, and for an agent: what was given to one cannot be handed on.
    """
    me = by.own_party
    if by.acting is None:
        return me, rules.AGENT
    if by.acting.ground != rules.COMPANY:
        raise NotAllowed
    return by.acting.party_id, rules.EMPLOYEE


def is_principal(by: Actor, mandate: Mandate) -> bool:
    """The person themself; for a company whoever acts for it as a director."""
    if by.acting is not None:
        return by.acting.ground == rules.COMPANY and by.acting.party_id == mandate.principal_id
    return by.party_id is not None and by.party_id == mandate.principal_id


def may_end(by: Actor, mandate: Mandate) -> bool:
    """Principal, agent, and an officer who keeps mandates."""
    is_agent = by.party_id is not None and by.party_id == mandate.agent_id
    return is_agent or is_principal(by, mandate) or by.may(END)


def require_officer(by: Actor, *involved: UUID | None) -> None:
    """:raises NotAllowed: unless an officer with a second factor serves others at the counter of an office."""
    if by.kind != "officer" or not by.second_factor or not by.office or by.party_id in involved:
        raise NotAllowed
    by.require(ASSIST, unit=by.office)


def require_second(by: Actor, mandate: Mandate) -> None:
    """:raises NotAllowed: unless another officer of the counter where the papers lie looks."""
    require_officer(by, mandate.principal_id, mandate.agent_id, mandate.granted_by)
    if by.office != mandate.office:
        raise NotAllowed
