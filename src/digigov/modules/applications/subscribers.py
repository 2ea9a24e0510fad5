"""News from assurance."""

from digigov.kernel.events import subscribe
from digigov.modules.applications.commands import adopt_written_down
from digigov.modules.assurance.events import IdentityProved


@subscribe(IdentityProved)
def identity_proved(event: IdentityProved) -> None:
    if event.written_down_as is not None:
        adopt_written_down(at=event.proved_at, party_id=event.party_id, known_as=event.written_down_as)
