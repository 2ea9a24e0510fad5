"""What can be done with accounts."""

from digigov.modules.identity.commands.accounts import AddressTaken, WeakPassword, open_account
from digigov.modules.identity.commands.limits import count_attempt, forget_what_has_passed
from digigov.modules.identity.commands.passwords import check_password

__all__ = ["AddressTaken", "WeakPassword", "check_password", "count_attempt", "forget_what_has_passed", "open_account"]
