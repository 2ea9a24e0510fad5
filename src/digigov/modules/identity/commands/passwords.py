"""Showing and changing a password."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import InvalidInput
from digigov.modules.audit import commands as audit
from digigov.modules.identity import policies, rules
from digigov.modules.identity.commands.sessions import end_sessions, tell_owner
from digigov.modules.identity.models import Account
from digigov.modules.identity.queries import account_with
from digigov.modules.parties.queries import tidy_address


class WeakPassword(InvalidInput):
    code = "weak-password"


class WrongPassword(InvalidInput):
    code = "wrong-password"

    def __init__(self) -> None:
        super().__init__({"current_password": _("This is not your password.")})


def check_password(*, by: Actor, at: datetime, address: str, password: str) -> UUID | None:
    """
    The account that has this address and this password, if there is one; a wrong try is noted.

    Takes as long for an address that nobody has: whether there is an account must not show.

    :raises AccountHeld: if the password is right and the account is held.
    """
    email, phone = tidy_address(address)
    account = account_with(email, phone)
    if account is None or not account.is_active:
        make_password(rules.tidy_password(password))
        return None
    if not _is_password(account, password):
        audit.record(by=by, at=at, action="identity.password-refused", subject_id=account.party_id)
        return None
    policies.require_not_held(account)
    return account.id


def confirm_password(*, by: Actor, at: datetime, password: str) -> None:
    """Show one's password once more before something sensitive. :raises WrongPassword: if it is not."""
    with transaction.atomic():
        account = policies.own_account(by)
        is_right = _is_password(account, password)
    if not is_right:
        audit.record(by=by, at=at, action="identity.password-refused", subject_id=account.party_id)
        raise WrongPassword


@transaction.atomic
def change_password(
    *, by: Actor, at: datetime, current_password: str, password: str, keep_session: str | None = None
) -> None:
    """
    Set another password; every other visit ends, and the owner is told by every verified address.

    :raises NotAllowed: for strangers. :raises WrongPassword: if the old one is not shown.
    :raises WeakPassword: if the new one does not keep the rules.
    """
    account = policies.own_account(by)
    if not _is_password(account, current_password):
        raise WrongPassword
    set_new_password(account, password, by=by, at=at, keep_session=keep_session)


def set_checked_password(account: Account, password: str) -> None:
    """:raises WeakPassword: with the sentences of the rules that it breaks."""
    if len(password) > rules.LONGEST_PASSWORD:
        raise WeakPassword({"password": _("This password is longer than 256 letters and signs. Choose a shorter one.")})
    typed = rules.tidy_password(password)
    try:
        validate_password(typed, account)
    except ValidationError as refusal:
        sentences: Any = " ".join(refusal.messages)
        raise WeakPassword({"password": sentences}) from refusal
    account.set_password(typed)


def set_new_password(account: Account, password: str, *, by: Actor, at: datetime, keep_session: str | None) -> None:
    """Every other visit ends, and the owner is told. :raises WeakPassword: if it does not keep the rules."""
    set_checked_password(account, password)
    account.save(update_fields=["password"])
    end_sessions(account.id, at=at, keep=keep_session)
    tell_owner(account, by=by, at=at, message="password-changed")
    audit.record(by=by, at=at, action="identity.password-changed", subject_id=account.party_id)


def _is_password(account: Account, typed: str) -> bool:
    return account.check_password(rules.tidy_password(typed))
