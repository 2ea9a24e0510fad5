"""Who may seal and who looks after keys."""

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.signatures import settings

SEAL = "signatures.seal"
MANAGE_KEYS = "signatures.manage-keys"


def require_sealer(by: Actor, *, unit: str) -> None:
    """The machine seals what the law has decided; an officer only with the permission in that ministry."""
    if not by.is_system:
        by.require(SEAL, unit=unit)


def require_key_keeper(by: Actor, *, unit: str) -> None:
    if by.kind != "officer" or not by.second_factor:
        raise NotAllowed
    by.require(MANAGE_KEYS, unit=unit)


def require_person(by: Actor) -> None:
    """:raises NotAllowed: unless somebody is signed in."""
    if by.account_id is None or by.party_id is None:
        raise NotAllowed


def require_state_key_keeper(by: Actor) -> None:
    """Of keys that are no single ministry's: whoever keeps those of the unit that signs for the state."""
    require_key_keeper(by, unit=settings.state_unit())
