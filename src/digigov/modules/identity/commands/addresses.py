"""The addresses with which one signs in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local
from digigov.modules.audit import commands as audit
from digigov.modules.identity import occasions, policies, rules
from digigov.modules.identity.commands.accounts import AddressTaken
from digigov.modules.identity.commands.alarms import make_alarm
from digigov.modules.identity.commands.codes import CodeExpired, checked_address, send_code, take_proof
from digigov.modules.identity.commands.concerns import give_up_address, watch_address
from digigov.modules.identity.commands.sessions import tell_owner
from digigov.modules.identity.models import Account
from digigov.modules.identity.queries import account_with, get_plan, half_hidden
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
    Sign in with the proved address from now on, in place of the old one of its kind. The old one and all others are told; the new one
    alone proves nothing for the hours that the pack says.

    :raises NotAllowed: for strangers. :raises CodeExpired: if it was not proved for this account within the hour.
    :raises AddressTaken: if somebody took the address meanwhile.
    """
    account = policies.own_account(by)
    proof = take_proof(at=at, code_id=code_id, purpose="add-address")
    if proof.account_id != account.id:
        raise CodeExpired
    changed: dict[str, Any] = {"email": proof.email} if proof.email else {"phone": proof.phone}
    kind, address = next(iter(changed.items()))
    old = getattr(account, kind) or ""
    if old == address:
        return
    _tell_of_change(account, kind, old, address, by=by, at=at)
    is_from_the_beginning = not old and at - account.created_at < rules.NEW_ACCOUNT
    since = {f"{kind}_since": None if is_from_the_beginning else at}
    try:
        with transaction.atomic():
            Account.objects.filter(id=account.id).update(**changed, **since)
    except IntegrityError as clash:
        raise AddressTaken from clash
    give_up_address(account, old, at=at)
    watch_address(account.id, address, at=at)
    update_contact(by=by, at=at, party_id=account.party_id, **changed)
    audit.record(
        by=by,
        at=at,
        action="identity.address-changed",
        subject_id=account.party_id,
        details={"kind": kind},
    )


def _tell_of_change(account: Account, kind: str, old: str, new: str, *, by: Actor, at: datetime) -> None:
    """By the old address and all others: the new one may be a thief's."""
    token = make_alarm(account, "address", at=at, was={kind: old} if old else {})
    free_at = at + timedelta(hours=get_plan().new_address_hours)
    hidden = half_hidden(new, "") if kind == "email" else half_hidden("", new)
    values = occasions.ADDRESS_CHANGED.values(new=hidden, free_day=f"{local(free_at):%d/%m/%Y %H:%M}", token=token)
    tell_owner(account, by=by, at=at, message=occasions.ADDRESS_CHANGED.message, values=values)
