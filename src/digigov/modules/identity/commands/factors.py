"""The second factor by an authenticator app, and recovery codes for whoever has lost it."""

import base64
import hmac
import os
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import on_the_machine
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands as audit
from digigov.modules.identity import policies, rules, vault
from digigov.modules.identity.commands.sessions import tell_owner
from digigov.modules.identity.models import Account, Passkey, RecoveryCode, Totp


class AlreadySetUp(DomainError):
    code = "already-set-up"
    message = _("An authenticator app is set up already. Remove it first to use another.")


class WrongDigits(InvalidInput):
    code = "wrong-digits"

    def __init__(self) -> None:
        super().__init__({"code": _("This code does not work. Wait for the next one in the app and type it again.")})


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs: the secret to type, or the address that a QR code holds."""

    secret: str
    uri: str


@transaction.atomic
def begin_totp(*, by: Actor, at: datetime, issuer: str) -> Enrolment:
    """
    Make a secret for an authenticator app. It counts only once its first digits were shown.

    :raises NotAllowed: for strangers. :raises AlreadySetUp: if there is one.
    """
    account = policies.own_account(by)
    if Totp.objects.filter(account=account, confirmed_at__isnull=False).exists():
        raise AlreadySetUp
    known = Totp.objects.filter(account=account).first()
    secret = vault.decrypt(known.secret) if known else base64.b32encode(os.urandom(20)).decode()
    Totp.objects.get_or_create(account=account, defaults={"secret": vault.encrypt(secret)})
    name = account.email or account.phone or ""
    return Enrolment(secret=secret, uri=_totp(secret).get_provisioning_uri(name, issuer))


@transaction.atomic
def confirm_totp(*, by: Actor, at: datetime, digits: str) -> tuple[str, ...]:
    """
    Count the app as a second factor from now on. Returns recovery codes if there were none.

    :raises NotAllowed: for strangers. :raises WrongDigits: if the digits are not those of now.
    """
    account = policies.own_account(by)
    totp = Totp.objects.select_for_update().filter(account=account, confirmed_at=None).first()
    step = _step_of(totp, at=at, digits=digits) if totp else None
    if totp is None or step is None:
        raise WrongDigits
    Totp.objects.filter(account=account).update(confirmed_at=at, last_step=step)
    tell_owner(account, by=by, at=at, message="security-changed")
    audit.record(by=by, at=at, action="identity.totp-set-up", subject_id=account.party_id)
    return recovery_codes_if_none(account)


@transaction.atomic
def remove_totp(*, by: Actor, at: datetime) -> None:
    """No longer ask for the app. :raises NotAllowed: for strangers."""
    account = policies.own_account(by)
    removed, _kinds = Totp.objects.filter(account=account).delete()
    if removed:
        forget_recovery_codes_if_last(account)
        tell_owner(account, by=by, at=at, message="security-changed")
        audit.record(by=by, at=at, action="identity.totp-removed", subject_id=account.party_id)


def use_second_factor(*, by: Actor, at: datetime, account_id: UUID, typed: str) -> bool:
    """
    Take the digits of the app, or a recovery code. Each works once, also for two requests at the same moment.
    """
    account = Account.objects.filter(id=account_id, is_active=True).first()
    if account is None:
        return False
    is_right = _use_totp(account, at=at, typed=typed) or _use_recovery_code(account, by=by, at=at, typed=typed)
    if not is_right:
        audit.record(by=by, at=at, action="identity.second-factor-refused", subject_id=account.party_id)
    return is_right


@transaction.atomic
def make_recovery_codes(*, by: Actor, at: datetime) -> tuple[str, ...]:
    """New codes; the old ones stop working. They are shown once. :raises NotAllowed: for strangers."""
    account = policies.own_account(by)
    codes = _make_recovery_codes(account)
    tell_owner(account, by=by, at=at, message="security-changed")
    audit.record(by=by, at=at, action="identity.recovery-codes-made", subject_id=account.party_id)
    return codes


def recovery_codes_if_none(account: Account) -> tuple[str, ...]:
    if RecoveryCode.objects.filter(account=account, used_at=None, works_until=None).exists():
        return ()
    return _make_recovery_codes(account)


def forget_recovery_codes_if_last(account: Account) -> None:
    """Without a second factor there is nothing to recover."""
    if not Totp.objects.filter(account=account).exists() and not Passkey.objects.filter(account=account).exists():
        RecoveryCode.objects.filter(account=account).delete()


def _make_recovery_codes(account: Account) -> tuple[str, ...]:
    RecoveryCode.objects.filter(account=account).delete()
    codes = tuple(rules.new_recovery_code() for _each in range(rules.RECOVERY_CODES))
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(id=new_id(), account=account, digest=_recovery_digest(account, code)) for code in codes]
    )
    return codes


def add_counter_code(account: Account, *, until: datetime) -> str:
    """One more code beside the others, for a while."""
    code = rules.new_recovery_code()
    digest = _recovery_digest(account, code)
    RecoveryCode.objects.create(id=new_id(), account=account, digest=digest, works_until=until)
    return code


@transaction.atomic
def _use_recovery_code(account: Account, *, by: Actor, at: datetime, typed: str) -> bool:
    code = rules.tidy_recovery_code(typed)
    theirs = RecoveryCode.objects.filter(account=account, used_at=None).exclude(works_until__lte=at)
    if len(code) != rules.RECOVERY_LENGTH or not theirs.exists():
        return False
    digests = (
        _recovery_digest(account, code),
        vault.digest("recovery", f"{account.id}:{code}"),
    )  # the second: made before
    if not theirs.filter(digest__in=digests).update(used_at=at):
        return False
    tell_owner(account, by=by, at=at, message="recovery-code-used")
    audit.record(by=by, at=at, action="identity.recovery-code-used", subject_id=account.party_id)
    return True


def _use_totp(account: Account, *, at: datetime, typed: str) -> bool:
    totp = Totp.objects.filter(account=account, confirmed_at__isnull=False).first()
    step = _step_of(totp, at=at, digits=typed) if totp else None
    if step is None:
        return False
    return bool(Totp.objects.filter(account=account, last_step__lt=step).update(last_step=step))


def _step_of(totp: Totp, *, at: datetime, digits: str) -> int | None:
    """The half minute whose digits these are: this one, or one beside it, for clocks that go wrong."""
    asked = _totp(vault.decrypt(totp.secret))
    typed = rules.tidy_digits(digits).encode()
    now = int(on_the_machine(at).timestamp()) // rules.TOTP_STEP  # as the telephone's clock has it
    for step in (now, now - 1, now + 1):
        if hmac.compare_digest(asked.generate(step * rules.TOTP_STEP), typed):
            return step
    return None


def _totp(secret: str) -> TOTP:
    # RFC 6238 with SHA-1, which is what every authenticator app knows; HMAC does not rest on collisions.
    return TOTP(base64.b32decode(secret), rules.TOTP_DIGITS, SHA1(), rules.TOTP_STEP)  # noqa: S303


def _recovery_digest(account: Account, code: str) -> str:
    return vault.slow_digest(f"recovery:{account.id}", rules.tidy_recovery_code(code))
