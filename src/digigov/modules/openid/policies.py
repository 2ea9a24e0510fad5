"""Who looks after clients, and whose consents they are."""

from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed

MANAGE_CLIENTS = "openid.manage-clients"


def require_registrar(by: Actor, *, unit: str) -> None:
    """:raises NotAllowed: unless it is the machine, or an officer with a second factor who looks after clients of that unit."""
    if by.is_system:
        return
    if by.kind != "officer" or not by.second_factor:
        raise NotAllowed
    by.require(MANAGE_CLIENTS, unit=unit)


def own_account(by: Actor) -> UUID:
    """:raises NotAllowed: for strangers and for the machine."""
    if by.account_id is None:
        raise NotAllowed
    return by.account_id
