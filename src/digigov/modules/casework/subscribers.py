"""News from organizations."""

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.events import subscribe
from digigov.modules.casework.commands import release_claims_of
from digigov.modules.organizations.events import PostLeft


@subscribe(PostLeft)
def post_left(event: PostLeft) -> None:
    release_claims_of(by=system("posts"), at=now(), party_id=event.party_id)
