"""News from assurance."""

from digigov.kernel.events import subscribe
from digigov.modules.assurance.events import ProofEnded
from digigov.modules.signatures.commands import end_key_of


@subscribe(ProofEnded)
def proof_ended(event: ProofEnded) -> None:
    end_key_of(at=event.ended_at, party_id=event.party_id)
