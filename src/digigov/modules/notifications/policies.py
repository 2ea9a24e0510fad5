"""Who may publish what people are told, and mend what did not reach them."""

from digigov.kernel.actor import Actor

SEE_OPERATIONS = "operations.see"


def require_operator(by: Actor) -> None:
    """:raises NotAllowed: without ``operations.see``."""
    by.require(SEE_OPERATIONS)
