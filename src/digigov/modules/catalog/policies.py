"""Who may change what government offers."""

from digigov.kernel.actor import Actor

LOAD = "catalog.load"
SEE_ASSUMED = "catalog.see-assumed"


def require_loader(by: Actor) -> None:
    """:raises NotAllowed: unless the machine loads the pack, or somebody who may publish services."""
    if not by.is_system:
        by.require(LOAD)


def require_assumed(viewer: Actor) -> None:
    """:raises NotAllowed: unless the viewer may see what the pack only assumes."""
    viewer.require(SEE_ASSUMED)
