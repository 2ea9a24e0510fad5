"""Who may show who they are, who looks at their papers, and who is the second pair of eyes."""

from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.assurance.models import Proofing

ASSIST = "counter.assist"
END = "assurance.end"
POST = "assurance.post"  # who prints the letters with codes and takes them to the post


def require_agent(by: Actor, *, party_id: UUID) -> None:
    """:raises NotAllowed: unless an officer with a second factor serves somebody else at the counter of an office."""
    if by.kind != "officer" or not by.second_factor or by.party_id == party_id or not by.office:
        raise NotAllowed
    by.require(ASSIST, unit=by.office)


def require_second(by: Actor, proofing: Proofing) -> None:
    """:raises NotAllowed: unless it is another officer of the counter where the papers lie, and not whoever vouches."""
    require_agent(by, party_id=proofing.party_id)
    if by.office != proofing.office or by.party_id in (proofing.agent_id, proofing.voucher_id):
        raise NotAllowed
