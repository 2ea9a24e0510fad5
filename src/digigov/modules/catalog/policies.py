"""Who may change what government offers."""

from digigov.kernel.actor import Actor

SEE_ASSUMED = "catalog.see-assumed"


def require_assumed(viewer: Actor) -> None:
    """:raises NotAllowed: unless the viewer may see what the pack only assumes."""
    viewer.require(SEE_ASSUMED)
