"""Who may."""

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed

LOAD_PACKS = "catalog.load"


def require_publisher(by: Actor) -> None:
    """:raises NotAllowed: unless it is the machine that loads a pack, or somebody who may."""
    if not by.is_system and not by.may(LOAD_PACKS):
        raise NotAllowed
