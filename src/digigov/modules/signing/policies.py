"""Who may see what is to be signed, and whose turn it is."""

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.modules.identity.queries import own_addresses
from digigov.modules.signing.models import Envelope, Signer


def require_owner(by: Actor, envelope: Envelope) -> None:
    """:raises NotFound: as if it were not there, for anybody else."""
    if envelope.owner_id != by.own_party:
        raise NotFound


def find_signer(by: Actor, signers: list[Signer]) -> Signer | None:
    """Which of them this is: the person who was found by the address, or whoever signs in with it now."""
    me = by.own_party
    mine = next((each for each in signers if each.party_id == me), None)
    if mine:
        return mine
    unknown = [each for each in signers if each.party_id is None]
    addresses = own_addresses(viewer=by) if unknown else ()
    return next((each for each in unknown if each.address in addresses), None)
