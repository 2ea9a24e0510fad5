"""Who looks after clients, and whose consents they are."""

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
