"""Passkeys: a key pair on somebody's device, checked by the fido2 library against the one address of this installation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands as audit
from digigov.modules.identity import policies
from digigov.modules.identity.commands.factors import forget_recovery_codes_if_last, recovery_codes_if_none
from digigov.modules.identity.commands.sessions import tell_owner
from digigov.modules.identity.models import Passkey
from digigov.modules.parties.queries import contact_of

MOST = 20


class PasskeyRefused(DomainError):
    code = "passkey-refused"
    message = _("This passkey could not be used. Try again, or use another way to sign in.")


@transaction.atomic
def begin_passkey(*, by: Actor, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """
    What a browser needs to make a passkey, and what must be kept until it answers.

    :raises NotAllowed: for strangers. :raises PasskeyRefused: if there are too many already.
    """
    account = policies.own_account(by)
    known = [_credential(each) for each in Passkey.objects.filter(account=account)[: MOST + 1]]
    if len(known) >= MOST:
        raise PasskeyRefused(_("You have as many passkeys as one account can hold. Remove one first."))
    user = PublicKeyCredentialUserEntity(
        id=account.id.bytes, name=account.email or account.phone or "", display_name=contact_of(account.party_id).name
    )
    options, state = _server().register_begin(
        user,
        known,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


@transaction.atomic
def add_passkey(
    *, by: Actor, at: datetime, state: Mapping[str, Any], answer: Mapping[str, Any], name: str
) -> tuple[str, ...]:
    """
    Keep the public half of a new passkey. Returns recovery codes if there were none.

    :raises NotAllowed: for strangers. :raises PasskeyRefused: if the answer does not hold.
    """
    account = policies.own_account(by)
    try:
        made = _server().register_complete(dict(state), dict(answer)).credential_data
    except (ValueError, KeyError, TypeError) as fault:
        raise PasskeyRefused from fault
    if made is None:
        raise PasskeyRefused
    try:
        with transaction.atomic():
            Passkey.objects.create(
                id=new_id(),
                account=account,
                credential_id=made.credential_id,
                credential=bytes(made),
                name=name.strip()[:60] or str(_("Passkey")),
                added_at=at,
            )
    except IntegrityError as clash:
        raise PasskeyRefused from clash
    tell_owner(account, by=by, at=at, message="security-changed")
    audit.record(by=by, at=at, action="identity.passkey-added", subject_id=account.party_id)
    return recovery_codes_if_none(account)


@transaction.atomic
def remove_passkey(*, by: Actor, at: datetime, passkey_id: UUID) -> None:
    """Forget one of one's own passkeys. :raises NotAllowed: for strangers. :raises NotFound: if it is not one's own."""
    account = policies.own_account(by)
    removed, _kinds = Passkey.objects.filter(id=passkey_id, account=account).delete()
    if not removed:
        raise NotFound
    forget_recovery_codes_if_last(account)
    tell_owner(account, by=by, at=at, message="security-changed")
    audit.record(by=by, at=at, action="identity.passkey-removed", subject_id=account.party_id)


def begin_passkey_sign_in() -> tuple[dict[str, Any], dict[str, Any]]:
    """What a browser needs to show any passkey for this address, and what must be kept until it answers. Names nobody."""
    options, state = _server().authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options), state


def use_passkey(*, by: Actor, at: datetime, state: Mapping[str, Any], answer: Mapping[str, Any]) -> UUID:
    """
    The account whose passkey this is. Its device has checked its owner, so this is two factors in one.

    :raises PasskeyRefused: if nobody has it, or the answer does not hold. :raises AccountHeld: if the account is held.
    """
    try:
        wanted = websafe_decode(str(answer["id"]))
        passkey = Passkey.objects.select_related("account").get(credential_id=wanted, account__is_active=True)
        _server().authenticate_complete(dict(state), [_credential(passkey)], dict(answer))
    except (Passkey.DoesNotExist, ValueError, KeyError, TypeError) as fault:
        raise PasskeyRefused from fault
    policies.require_not_held(passkey.account)
    Passkey.objects.filter(id=passkey.id).update(used_at=at)
    return passkey.account_id


def _credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.credential))


def _server() -> Fido2Server:
    host = urlsplit(settings.ADDRESS).hostname or ""
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name="DigiGov"), verify_origin=lambda origin: origin == settings.ADDRESS
    )
