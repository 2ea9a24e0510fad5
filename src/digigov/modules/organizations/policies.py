"""Who may say how government is built and who sits where."""

from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed

MANAGE_STAFF = "staff.manage"  # in a unit: make posts, join, move, leave, stand in
MANAGE_ORGANIZATIONS = "organizations.manage"  # everywhere: load the definitions of units, roles and calendar


def require_loader(by: Actor) -> None:
    """:raises NotAllowed: unless it is the machine (a pack is loaded) or somebody who keeps the organisation."""
    if not by.is_system:
        by.require(MANAGE_ORGANIZATIONS)


def require_staff_manager(by: Actor, *, unit: str) -> None:
    """:raises NotAllowed: unless the actor manages the staff of that unit, or is the machine."""
    if not by.is_system:
        by.require(MANAGE_STAFF, unit=unit)


def require_not_oneself(by: Actor, *, party_id: UUID) -> None:
    """:raises NotAllowed: if somebody would give a post to themself."""
    if by.party_id is not None and by.party_id == party_id:
        raise NotAllowed


def require_own_declaration(by: Actor, *, party_id: UUID) -> None:
    """:raises NotAllowed: unless one declares one's own relative, or somebody who manages staff anywhere does."""
    if not (by.is_system or by.party_id == party_id or by.may(MANAGE_STAFF)):
        raise NotAllowed
