"""What can be asked of accounts."""

from datetime import datetime
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.modules.identity.models import Account
from digigov.modules.identity.sessions import DEVICE, STARTED_AT
from digigov.modules.organizations.queries import standing_of


def actor_of(account: Account, *, at: datetime, second_factor: bool) -> Actor:
    """
    Who this account is now. Rights of a post count only in a session that was opened with a second factor.
    """
    standing = standing_of(account.party_id, at)
    known = {"account_id": account.id, "party_id": account.party_id, "second_factor": second_factor}
    if not (standing.is_staff and second_factor):
        return Actor(kind="citizen", **known)
    return Actor(
        kind="officer",
        name=standing.title,
        roles=standing.roles,
        grants=standing.grants,
        office=standing.office,
        **known,
    )


def find_account_of(party_id: UUID) -> UUID | None:
    """The account with which this person signs in, if there is one."""
    return Account.objects.filter(party_id=party_id).values_list("id", flat=True).first()


def facts_of_session(*, at: datetime, device: str) -> dict[str, str]:
    """What a session carries so that its owner can tell it from others."""
    return {STARTED_AT: at.isoformat(), DEVICE: device[:200]}
