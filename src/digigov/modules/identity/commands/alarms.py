"""
Telling the owner of what a thief would do: a sign-in on a device not seen before, another address; and "that was not me", which
ends all visits and holds the account (NIST SP 800-63B-4, section 4.6).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local
from digigov.kernel.errors import NotFound
from digigov.kernel.events import publish
from digigov.modules.audit import commands as audit
from digigov.modules.identity import occasions, policies, rules, vault
from digigov.modules.identity.commands.concerns import NOT_ME, note_concern
from digigov.modules.identity.commands.limits import count_attempt
from digigov.modules.identity.commands.sessions import end_sessions, tell_owner
from digigov.modules.identity.events import AccountWasHeld
from digigov.modules.identity.models import Account, Alarm, KnownDevice, Recovery
from digigov.modules.identity.queries import account_with, get_plan
from digigov.modules.parties.commands import update_contact

A_DAY = 24 * 3600


@transaction.atomic
def note_device(*, by: Actor, at: datetime, token: str, device: str) -> bool:
    """
    Remember the browser that holds this token, and tell the owner if this account has not been opened on it before. ``device`` is
    its kind in words. Returns whether it is new.

    :raises NotAllowed: for strangers.
    """
    account = policies.own_account(by)
    digest = vault.digest("device", f"{account.id}:{token}")
    if KnownDevice.objects.filter(account=account, digest=digest).update(seen_at=at):
        return False
    is_first = not KnownDevice.objects.filter(account=account).exists() and at - account.created_at < rules.NEW_ACCOUNT
    KnownDevice.objects.create(account=account, digest=digest, seen_at=at)
    if is_first:
        return True
    audit.record(by=by, at=at, action="identity.new-device", subject_id=account.party_id)
    told, _ends_at = count_attempt(at=at, what="new-device", who=str(account.id), seconds=A_DAY)
    if told <= rules.DEVICES_TOLD:
        token = make_alarm(account, "device", at=at)
        values = occasions.NEW_DEVICE.values(device=device, moment=f"{local(at):%d/%m/%Y %H:%M}", token=token)
        tell_owner(account, by=by, at=at, message=occasions.NEW_DEVICE.message, values=values)
    return True


def make_alarm(account: Account, kind: str, *, at: datetime, was: Mapping[str, str] | None = None) -> str:
    """The token of a link that says "that was not me", once."""
    token, until = rules.new_token(), at + timedelta(days=get_plan().alarm_days)
    digest = vault.digest("alarm", token)
    Alarm.objects.create(account=account, kind=kind, digest=digest, was=was or {}, made_at=at, works_until=until)
    return token


@transaction.atomic
def say_not_me(*, by: Actor, at: datetime, token: str) -> None:
    """
    The owner followed the link of an alarm: every visit ends, no device is known any more, an address that was replaced comes back
    unless somebody else has it, and nobody signs in until a new password was set with proofs.

    :raises NotFound: if there is no such link, it was used, or its days are over.
    """
    known = Alarm.objects.filter(digest=vault.digest("alarm", token), used_at=None, works_until__gt=at).first()
    if known is None:
        raise NotFound
    account = Account.objects.select_for_update().get(id=known.account_id)
    if not Alarm.objects.filter(id=known.id, used_at=None).update(used_at=at):
        raise NotFound
    _put_back(account, known.was, by=by, at=at)
    Account.objects.filter(id=account.id).update(held_at=at)
    Alarm.objects.filter(account=account, used_at=None, kind="device").update(used_at=at)
    KnownDevice.objects.filter(account=account).delete()
    Recovery.objects.filter(account=account).delete()
    end_sessions(account.id, at=at, keep=None)
    tell_owner(Account.objects.get(id=account.id), by=by, at=at, message=occasions.HELD.message)
    note_concern(NOT_ME, account.id, at=at)
    audit.record(by=by, at=at, action="identity.held", subject_id=account.party_id, details={"kind": known.kind})
    publish(AccountWasHeld(account_id=account.id, held_at=at))


def _put_back(account: Account, was: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """An address whose owner still reads it takes its place again."""
    for kind, address in was.items():
        owner = account_with(*((address, "") if kind == "email" else ("", address)))
        if owner is not None and owner.id != account.id:
            continue
        Account.objects.filter(id=account.id).update(**{kind: address, f"{kind}_since": None})
        changed: dict[str, Any] = {kind: address}
        update_contact(by=policies.ALARM, at=at, party_id=account.party_id, **changed)
        details = {"kind": kind}
        audit.record(by=by, at=at, action="identity.address-put-back", subject_id=account.party_id, details=details)
