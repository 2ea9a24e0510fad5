"""News from assurance."""

from digigov.kernel.events import subscribe
from digigov.modules.assurance.events import ProofEnded
from digigov.modules.mandates.commands import end_all_of
from digigov.modules.mandates.reading import HERE


@subscribe(ProofEnded)
def proof_ended(event: ProofEnded) -> None:
    if event.has_died:
        end_all_of(by=HERE, at=event.ended_at, party_id=event.party_id)
