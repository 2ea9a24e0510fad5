"""Showing and changing a password."""

import unicodedata
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.identity import rules
from digigov.modules.identity.models import Account


def check_password(*, by: Actor, at: datetime, address: str, password: str) -> UUID | None:
    """
    The account that has this address and this password, if there is one; a wrong try is noted.

    Takes as long for an address that nobody has: whether there is an account must not show.
    """
    account = Account.objects.filter(**rules.lookup(address), is_active=True).first()
    typed = unicodedata.normalize("NFKC", password)[: rules.LONGEST_PASSWORD]
    if account is None:
        make_password(typed)
        return None
    if not account.check_password(typed):
        audit.record(by=by, at=at, action="identity.password-refused", subject_id=account.party_id)
        return None
    return account.id
