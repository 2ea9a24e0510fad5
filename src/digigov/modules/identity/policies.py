"""Whose account it is."""

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed, NotFound
from digigov.modules.identity.models import Account


def own_account(by: Actor) -> Account:
    """
    The actor's own account, locked. Nothing about factors, passwords or sessions can be done to another's.

    :raises NotAllowed: for strangers and for the machine.
    """
    if by.account_id is None:
        raise NotAllowed
    account = Account.objects.select_for_update().filter(id=by.account_id, is_active=True).first()
    if account is None:
        raise NotFound
    return account


def require_system(by: Actor) -> None:
    """:raises NotAllowed: unless it is the machine."""
    if not by.is_system:
        raise NotAllowed
