"""Who may read the trail."""

from uuid import UUID

from digigov.kernel.actor import Actor

READ_THE_TRAIL = "audit.read"


def require_reader_of(viewer: Actor, *, party_id: UUID) -> None:
    """:raises NotAllowed: for anybody but that person without ``audit.read``."""
    if viewer.party_id is None or viewer.party_id != party_id:
        viewer.require(READ_THE_TRAIL)
