"""
A forgotten password. Whoever reads the messages of one address is not yet the owner: it takes a second proof of another kind,
or, where none is on record, a wait of which the owner is told and which the owner can end. Decision 15 says why.
"""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local, local_date
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.identity import occasions, policies, rules, vault
from digigov.modules.identity.commands.codes import (
    CodeExpired,
    WrongCode,
    checked_address,
    held_proof,
    prove_address,
    send_code,
    take_proof,
)
from digigov.modules.identity.commands.concerns import watch_recoveries
from digigov.modules.identity.commands.factors import use_second_factor
from digigov.modules.identity.commands.passwords import set_new_password
from digigov.modules.identity.commands.sessions import tell_owner
from digigov.modules.identity.models import Account, Code, Recovery
from digigov.modules.identity.queries import account_with, counts_from, may_wait

PURPOSE, AGAIN = "recover", "recover-2"


class SecondProofNeeded(DomainError):
    code = "second-proof-needed"
    message = _("A code to one address is not enough to set a new password. Show once more that the account is yours.")


class AddressTooNew(DomainError):
    code = "address-too-new"
    message = _(
        "This address or number signs in to the account since a short while only. So that nobody takes over an account with a number "
        "that was moved, it counts from %(moment)s on. Use your other address, or bring your identity card to a service counter."
    )


class WrongSecondProof(InvalidInput):
    code = "wrong-second-proof"

    def __init__(self) -> None:
        super().__init__({"code": _("This code does not work. Check it, or choose another way.")})


@transaction.atomic
def begin_recovery(*, by: Actor, at: datetime, address: str, language: str) -> UUID:
    """
    Send a code to an address that has an account. Whoever asks sees the same whether it has one or not.

    :raises InvalidInput: if it is no address.
    """
    email, phone = checked_address(address)
    account = account_with(email, phone)
    watch_recoveries(account, at=at, who=email or phone)
    return send_code(
        by=by,
        at=at,
        purpose=PURPOSE,
        email=email,
        phone=phone,
        language=language,
        account=account,
        instead=None if account else "",
    )


@transaction.atomic
def send_second_code(*, by: Actor, at: datetime, code_id: UUID, language: str) -> UUID:
    """
    Send digits to the account's other address too.

    :raises CodeExpired: if the first address is not proved. :raises SecondProofNeeded: if there is no other address.
    """
    proof, account = _proved(at=at, code_id=code_id)
    email, phone = ("", account.phone or "") if proof.email else (account.email or "", "")
    if not email and not phone:
        raise SecondProofNeeded
    _require_old_enough(account, "email" if email else "phone", at=at)
    return send_code(
        by=by, at=at, purpose=AGAIN, email=email, phone=phone, language=language, account=account, after=proof
    )


def show_second_proof(*, by: Actor, at: datetime, code_id: UUID, typed: str) -> None:
    """
    Take the digits sent to the other address, those of the app, a recovery code or a code from a counter. Not one transaction:
    a wrong try must count.

    :raises CodeExpired: if the first address is not proved. :raises WrongSecondProof: if it is none of them.
    """
    with transaction.atomic():
        proof, account = _proved(at=at, code_id=code_id)
    is_right = _is_second_code(proof, by=by, at=at, typed=typed)
    if not is_right and not use_second_factor(by=by, at=at, account_id=account.id, typed=typed):
        raise WrongSecondProof
    Code.objects.filter(id=code_id).update(seconded_at=at)


@transaction.atomic
def wait_for_recovery(*, by: Actor, at: datetime, code_id: UUID) -> datetime:
    """
    With one address and nothing else on record: from when on a new password may be set, unless the owner signs in or stops it
    before. The owner is told by every address, once for each wait.

    :raises CodeExpired: if the address is not proved. :raises SecondProofNeeded: if the account has another proof.
    """
    _proof, account = _proved(at=at, code_id=code_id)
    if not may_wait(account, at=at):
        raise SecondProofNeeded
    running = Recovery.objects.filter(account=account, closes_at__gt=at).first()
    if running is not None:
        return running.opens_at
    token, opens_at = rules.new_token(), at + rules.RECOVERY_WAITS
    Recovery.objects.update_or_create(
        account=account,
        defaults={
            "opens_at": opens_at,
            "closes_at": opens_at + rules.RECOVERY_OPEN_FOR,
            "stop_digest": vault.digest("stop", token),
        },
    )
    values = occasions.RECOVERY_WAITS.values(opens_day=f"{local_date(opens_at):%d/%m/%Y}", token=token)
    tell_owner(account, by=by, at=at, message=occasions.RECOVERY_WAITS.message, values=values)
    audit.record(by=by, at=at, action="identity.recovery-waits", subject_id=account.party_id)
    return opens_at


@transaction.atomic
def finish_recovery(*, by: Actor, at: datetime, code_id: UUID, password: str) -> None:
    """
    Set a new password. Opens no visit and removes no second factor; ends every visit; tells the owner; a held account opens again.

    :raises CodeExpired: if the address was not proved within the hour, or no longer belongs to the account.
    :raises SecondProofNeeded: without a second proof, and without a wait that is over.
    :raises WeakPassword: if the password does not keep the rules.
    """
    proof, account = _proved(at=at, code_id=code_id)
    waited = Recovery.objects.filter(account=account, opens_at__lte=at, closes_at__gt=at).exists()
    if proof.seconded_at is None and not (waited and may_wait(account, at=at)):
        raise SecondProofNeeded
    take_proof(at=at, code_id=code_id, purpose=PURPOSE)
    set_new_password(account, password, by=by, at=at, keep_session=None)
    if account.held_at is not None:
        Account.objects.filter(id=account.id).update(held_at=None)
        audit.record(by=by, at=at, action="identity.released", subject_id=account.party_id)
    Recovery.objects.filter(account=account).delete()


@transaction.atomic
def stop_recovery(*, by: Actor, at: datetime, token: str) -> None:
    """The owner followed the link in the message. :raises NotFound: if nothing waits that the link could stop."""
    waiting = Recovery.objects.select_for_update().filter(stop_digest=vault.digest("stop", token), closes_at__gt=at)
    found = waiting.select_related("account").first()
    if found is None:
        raise NotFound
    _stop(found.account, by=by, at=at)


@transaction.atomic
def stop_own_recovery(*, by: Actor, at: datetime) -> None:
    """The owner says so in an open visit. :raises NotAllowed: for strangers."""
    _stop(policies.own_account(by), by=by, at=at)


def _stop(account: Account, *, by: Actor, at: datetime) -> None:
    if Recovery.objects.filter(account=account).delete()[0]:
        audit.record(by=by, at=at, action="identity.recovery-stopped", subject_id=account.party_id)


def _proved(*, at: datetime, code_id: UUID) -> tuple[Code, Account]:
    """
    The proof and its account, locked.

    :raises CodeExpired: unless the address was proved and is the account's still. :raises AddressTooNew: if it is since a short while only.
    """
    proof = held_proof(at=at, code_id=code_id, purpose=PURPOSE)
    account = Account.objects.select_for_update().get(id=cast(UUID, proof.account_id))
    if (proof.email and proof.email != account.email) or (proof.phone and proof.phone != account.phone):
        raise CodeExpired
    _require_old_enough(account, "email" if proof.email else "phone", at=at)
    return proof, account


def _require_old_enough(account: Account, kind: str, *, at: datetime) -> None:
    """:raises AddressTooNew: if the address took another's place a short while ago."""
    free_at = counts_from(account, kind)
    if free_at is not None and free_at > at:
        raise AddressTooNew(moment=f"{local(free_at):%d/%m/%Y %H:%M}")


def _is_second_code(proof: Code, *, by: Actor, at: datetime, typed: str) -> bool:
    sent = Code.objects.filter(after=proof, purpose=AGAIN).order_by("-expires_at").first()
    if sent is None or len(rules.tidy_digits(typed)) != rules.CODE_DIGITS:
        return False
    try:
        prove_address(by=by, at=at, code_id=sent.id, digits=typed)
    except (WrongCode, CodeExpired):
        return False
    return True
