"""Who may see what is to be signed, and whose turn it is."""

from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.modules.identity.queries import own_addresses
from digigov.modules.signing.models import Envelope, Signer

LOAD = "catalog.load"


def require_loader(by: Actor) -> None:
    """:raises NotAllowed: unless the machine loads the pack, or somebody who may publish services."""
    if not by.is_system:
        by.require(LOAD)


def own_party(by: Actor) -> UUID:
    """Whoever is signed in. :raises NotAllowed: for strangers and for the machine."""
    if by.account_id is None or by.party_id is None:
        raise NotAllowed
    return by.party_id


def require_owner(by: Actor, envelope: Envelope) -> None:
    """:raises NotFound: as if it were not there, for anybody else."""
    if envelope.owner_id != own_party(by):
        raise NotFound


def find_signer(by: Actor, signers: list[Signer]) -> Signer | None:
    """Which of them this is: the person who was found by the address, or whoever signs in with it now."""
    me = own_party(by)
    mine = next((each for each in signers if each.party_id == me), None)
    if mine:
        return mine
    unknown = [each for each in signers if each.party_id is None]
    addresses = own_addresses(viewer=by) if unknown else ()
    return next((each for each in unknown if each.address in addresses), None)
