"""News from organizations."""

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.events import subscribe
from digigov.modules.casework.commands import release_claims_of
from digigov.modules.organizations.events import PostLeft, RelativeDeclared


@subscribe(PostLeft)
def post_left(event: PostLeft) -> None:
    release_claims_of(by=system("posts"), at=now(), party_id=event.party_id)


@subscribe(RelativeDeclared)
def relative_declared(event: RelativeDeclared) -> None:
    for party_id in (event.party_id, event.relative_id):
        release_claims_of(by=system("posts"), at=now(), party_id=party_id)
