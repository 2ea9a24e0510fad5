"""The addresses with which one signs in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from digigov.kernel.actor import Actor
from digigov.modules.audit import commands as audit
from digigov.modules.identity import policies
from digigov.modules.identity.commands.accounts import AddressTaken
from digigov.modules.identity.commands.codes import CodeExpired, checked_address, send_code, take_proof
from digigov.modules.identity.commands.sessions import tell_owner
from digigov.modules.identity.queries import account_with
from digigov.modules.parties.commands import update_contact


@transaction.atomic
def begin_address_change(*, by: Actor, at: datetime, address: str, language: str) -> UUID:
    """
    Send a code to a new address. If it signs in to another account, its owner is told so there, and nobody here.

    :raises NotAllowed: for strangers. :raises InvalidInput: if it is no address.
    """
    account = policies.own_account(by)
    email, phone = checked_address(address)
    instead = "account-exists" if account_with(email, phone) else None
    return send_code(
        by=by,
        at=at,
        purpose="add-address",
        email=email,
        phone=phone,
        language=language,
        account=account,
        instead=instead,
    )


@transaction.atomic
def finish_address_change(*, by: Actor, at: datetime, code_id: UUID) -> None:
    """
    Sign in with the proved address from now on, in place of the old one of its kind, which is told.

    :raises NotAllowed: for strangers. :raises CodeExpired: if it was not proved for this account within the hour.
    :raises AddressTaken: if somebody took the address meanwhile.
    """
    account = policies.own_account(by)
    proof = take_proof(at=at, code_id=code_id, purpose="add-address")
    if proof.account_id != account.id:
        raise CodeExpired
    tell_owner(account, by=by, at=at, message="security-changed")
    changed: dict[str, Any] = {"email": proof.email} if proof.email else {"phone": proof.phone}
    for name, value in changed.items():
        setattr(account, name, value)
    try:
        with transaction.atomic():
            account.save(update_fields=list(changed))
    except IntegrityError as clash:
        raise AddressTaken from clash
    update_contact(by=by, at=at, party_id=account.party_id, **changed)
    audit.record(
        by=by,
        at=at,
        action="identity.address-changed",
        subject_id=account.party_id,
        details={"kind": next(iter(changed))},
    )
