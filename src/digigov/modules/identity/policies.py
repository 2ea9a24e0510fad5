"""Whose account it is."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor, system
from digigov.kernel.errors import DomainError, NotAllowed, NotFound
from digigov.modules.identity.models import Account
from digigov.modules.organizations.queries import standing_of

MANAGE_STAFF = "staff.manage"
ALARM = system("alarm")  # puts an address back that a thief replaced
WATCH = "identity.watch"
ASSIST_AT_COUNTER = "counter.assist"


class AccountHeld(DomainError):
    code = "account-held"
    message = _(
        "This account is held, because its owner told us that somebody else used it. Set a new password to open it: choose "
        "“I have forgotten my password”, or bring your identity card to a service counter."
    )
    status = 403


def require_not_held(account: Account) -> None:
    """:raises AccountHeld: if the owner has said that somebody else used it."""
    if account.held_at is not None:
        raise AccountHeld


def own_account(by: Actor) -> Account:
    """
    The actor's own account, locked. Nothing about factors, passwords or sessions can be done to another's.

    :raises NotAllowed: for strangers and for the machine. :raises AccountHeld: if it is held.
    """
    if by.account_id is None:
        raise NotAllowed
    account = Account.objects.select_for_update().filter(id=by.account_id, is_active=True).first()
    if account is None:
        raise NotFound
    require_not_held(account)
    return account


def require_helper(by: Actor, *, at: datetime, party_id: UUID) -> None:
    """
    :raises NotAllowed: unless an officer with a second factor helps somebody else: at a counter a citizen; whoever manages
        the staff of a unit an officer of it.
    """
    if by.kind != "officer" or not by.second_factor or by.party_id == party_id:
        raise NotAllowed
    standing = standing_of(party_id, at)
    if standing.is_staff:
        by.require(MANAGE_STAFF, unit=standing.office)
    else:
        by.require(ASSIST_AT_COUNTER)
