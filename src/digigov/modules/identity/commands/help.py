"""Helping somebody in person who has lost the password or every second factor."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.identity import policies, rules
from digigov.modules.identity.commands.factors import add_counter_code
from digigov.modules.identity.commands.sessions import end_sessions, tell_owner
from digigov.modules.identity.models import Account, Passkey, RecoveryCode, Totp


@transaction.atomic
def reset_second_factor(*, by: Actor, at: datetime, party_id: UUID) -> None:
    """
    Remove every second factor of a person whose identity was checked face to face. The password stays; every visit ends;
    the owner is told by every verified address.

    :raises NotAllowed: unless an officer at a counter does it for a citizen, or whoever manages the staff of the unit for an
        officer; never for oneself.
    :raises NotFound: if the person has no account.
    """
    account = _account_of_whom(party_id, by=by, at=at)
    for factor in (Totp, Passkey, RecoveryCode):
        factor.objects.filter(account=account).delete()
    end_sessions(account.id, at=at, keep=None)
    tell_owner(account, by=by, at=at, message="security-changed")
    audit.record(by=by, at=at, action="identity.second-factor-reset", subject_id=party_id)


@transaction.atomic
def give_counter_code(*, by: Actor, at: datetime, party_id: UUID) -> str:
    """
    A code to hand to a person whose identity was checked face to face: with a code to one of the account's addresses it allows
    a new password. It works once, for a day; the owner is told by every address.

    :raises NotAllowed: as ``reset_second_factor``. :raises NotFound: if the person has no account.
    """
    account = _account_of_whom(party_id, by=by, at=at)
    code = add_counter_code(account, until=at + rules.COUNTER_CODE_WORKS_FOR)
    tell_owner(account, by=by, at=at, message="counter-code-given")
    audit.record(by=by, at=at, action="identity.counter-code-given", subject_id=party_id)
    return code


def _account_of_whom(party_id: UUID, *, by: Actor, at: datetime) -> Account:
    policies.require_helper(by, at=at, party_id=party_id)
    account = Account.objects.select_for_update().filter(party_id=party_id).first()
    if account is None:
        raise NotFound
    return account
