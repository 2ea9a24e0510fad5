"""Who may mend what the machine could not do by itself."""

from digigov.kernel.actor import Actor

SEE_OPERATIONS = "operations.see"


def require_operator(by: Actor) -> None:
    """:raises NotAllowed: without ``operations.see``."""
    by.require(SEE_OPERATIONS)
