"""Who may publish what people are told, and mend what did not reach them."""

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed

SEE_OPERATIONS = "operations.see"
LOAD = "catalog.load"


def require_loader(by: Actor) -> None:
    """:raises NotAllowed: unless the machine loads the pack, or somebody who may publish services."""
    if not by.is_system:
        by.require(LOAD)


def require_operator(by: Actor) -> None:
    """:raises NotAllowed: without ``operations.see``."""
    by.require(SEE_OPERATIONS)


def require_machine(by: Actor) -> None:
    """:raises NotAllowed: unless it is the machine."""
    if not by.is_system:
        raise NotAllowed
