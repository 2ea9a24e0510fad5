"""Opening an account, and the rules for its password."""

import unicodedata
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput, NotAllowed
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands as audit
from digigov.modules.identity.models import Account


class AddressTaken(DomainError):
    code = "address-taken"
    message = _("There is an account with this address or number. Sign in, or recover the password.")


class WeakPassword(InvalidInput):
    code = "weak-password"


@transaction.atomic
def open_account(
    *, by: Actor, at: datetime, party_id: UUID, password: str | None, email: str | None = None, phone: str | None = None
) -> UUID:
    """
    Let a person sign in with addresses that have been proved to be theirs.

    :raises NotAllowed: unless the machine does it, at the end of a sign-up or for a rehearsal.
    :raises WeakPassword: if the password does not keep the rules.
    :raises AddressTaken: if the person or an address has an account.
    """
    if not by.is_system:
        raise NotAllowed
    account = Account(id=new_id(), party_id=party_id, email=email or None, phone=phone or None, created_at=at)
    if password is None:
        account.set_unusable_password()
    else:
        check_password_rules(password, account)
        account.set_password(unicodedata.normalize("NFKC", password))
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as clash:
        raise AddressTaken from clash

    audit.record(by=by, at=at, action="identity.account-opened", subject_id=party_id)
    return account.id


def check_password_rules(password: str, account: Account | None = None, *, name: str = "password") -> None:
    """:raises WeakPassword: with the sentences of the rules that it breaks."""
    try:
        validate_password(password, account)
    except ValidationError as refusal:
        sentences: Any = " ".join(refusal.messages)
        raise WeakPassword({name: sentences}) from refusal
