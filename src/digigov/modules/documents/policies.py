"""Who may hold, open, issue, revoke."""

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.modules.casework import queries as casework
from digigov.modules.organizations import queries as organizations

REVOKE = "documents.revoke"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a file is before a case has it: a party's, or of whoever knows the secret of a stranger's session."""

    party_id: UUID | None = None
    key: str = ""


def require_holder(by: Actor, *, secret: str = "") -> Holder:
    """Whoever acts for another holds it for them. :raises NotAllowed: for a stranger without a secret."""
    if by.on_behalf_of:
        return Holder(party_id=by.on_behalf_of)
    if len(secret) >= 20:
        return Holder(key=hashlib.sha256(secret.encode()).hexdigest())
    raise NotAllowed


def is_holder(by: Actor, *, secret: str, holder_id: UUID | None, holder_key: str, case_id: UUID | None = None) -> bool:
    """Whoever acts for another holds what belongs to no case yet, and of the cases what their mandate names."""
    if holder_id is not None:
        if by.acting is None or case_id is None:
            return by.on_behalf_of == holder_id
        return by.stands_for(holder_id, service=casework.service_of(case_id))
    own = hashlib.sha256(secret.encode()).hexdigest() if secret else ""
    return bool(holder_key) and hmac.compare_digest(own, holder_key)


def require_own(by: Actor, *, secret: str, holder_id: UUID | None, holder_key: str) -> None:
    """:raises NotFound: as if it were not there, for anybody else."""
    if not by.is_system and not is_holder(by, secret=secret, holder_id=holder_id, holder_key=holder_key):
        raise NotFound


def require_revoker(by: Actor, *, unit: str, role: str | None) -> None:
    """The role that the definition names, in the unit that issued it; or the permission there."""
    if by.kind != "officer":
        raise NotAllowed
    if not (role and by.has_role(role, unit=unit)) and not by.may(REVOKE, unit=unit):
        raise NotAllowed


def require_no_tie(by: Actor, *, party_id: UUID | None) -> None:
    """Nobody touches the own papers as an officer, nor those of a declared relative."""
    if party_id and by.party_id and (by.party_id == party_id or party_id in organizations.relatives_of(by.party_id)):
        raise NotAllowed
