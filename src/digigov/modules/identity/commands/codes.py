"""Proving that an address belongs to whoever asks: six digits by message, few tries, little time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, InvalidInput
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands as audit
from digigov.modules.identity import occasions, rules, vault
from digigov.modules.identity.models import Account, Code
from digigov.modules.notifications.commands import send_to_address
from digigov.modules.notifications.ports import Occasion
from digigov.modules.parties.queries import tidy_address


class WrongCode(InvalidInput):
    code = "wrong-code"

    def __init__(self) -> None:
        super().__init__({"code": _("This is not the code that we sent. Check the message and type the digits again.")})


class CodeExpired(DomainError):
    code = "code-expired"
    message = _("This code no longer works: it is too old, or was tried too often. Ask for a new one.")


def checked_address(typed: str) -> tuple[str, str]:
    """E-mail and phone, one of them ''. :raises InvalidInput: if it is neither."""
    email, phone = tidy_address(typed)
    if not email and not phone:
        raise InvalidInput(
            {"address": _("Enter an e-mail address, like name@example.org, or a telephone number, like 758 555 0123.")}
        )
    return email, phone


def send_code(
    *,
    by: Actor,
    at: datetime,
    purpose: str,
    email: str,
    phone: str,
    language: str,
    account: Account | None = None,
    instead: str | None = None,
    after: Code | None = None,
    occasion: Occasion = occasions.SIGN_IN_CODE,
) -> UUID:
    """
    Send digits in the words of an occasion, and keep only their digest. With ``instead`` another message goes out and no digits will ever do; with
    ``instead`` empty nothing goes out at all. Whoever asks sees the same each time.
    """
    digits = rules.new_digits()
    code = Code(
        id=new_id(),
        purpose=purpose,
        account=account,
        email=email,
        phone=phone,
        after=after,
        expires_at=at + rules.CODE_WORKS_FOR,
    )
    if instead is None:
        code.digest = _digest(code.id, digits)
    code.save(force_insert=True)
    message = occasion.message if instead is None else instead
    if message:
        values = occasion.values(code=digits, minutes=rules.CODE_WORKS_FOR.seconds // 60)
        send_to_address(
            by=by,
            at=at,
            message=message,
            values=values if instead is None else {},
            dedupe_key=f"identity.code:{code.id}",
            email=email,
            phone=phone,
            language=language,
            code_until=code.expires_at,
        )
    audit.record(by=by, at=at, action="identity.code-asked-for", details={"purpose": purpose})
    return code.id


def prove_address(*, by: Actor, at: datetime, code_id: UUID, digits: str) -> None:
    """
    Take the digits that somebody typed. Not one transaction: a wrong try must count even though it is refused.

    :raises CodeExpired: if there is no such code, its time is over or it was tried too often.
    :raises WrongCode: if these are not the digits.
    """
    open_codes = Code.objects.filter(
        id=code_id, tries__lt=rules.CODE_TRIES, expires_at__gt=at, proved_at=None, spent_at=None
    )
    if not open_codes.update(tries=F("tries") + 1):
        raise CodeExpired
    code = Code.objects.get(id=code_id)
    if not rules.same(code.digest, _digest(code.id, rules.tidy_digits(digits))):
        audit.record(by=by, at=at, action="identity.code-refused", details={"purpose": code.purpose})
        raise WrongCode
    Code.objects.filter(id=code_id, proved_at=None).update(proved_at=at)


def take_proof(*, at: datetime, code_id: UUID, purpose: str) -> Code:
    """
    The proved code, used up; called inside the transaction of what it was proved for.

    :raises CodeExpired: if it was not proved, is used up, or was proved too long ago.
    """
    code = held_proof(at=at, code_id=code_id, purpose=purpose)
    Code.objects.filter(id=code_id).update(spent_at=at)
    return code


def held_proof(*, at: datetime, code_id: UUID, purpose: str) -> Code:
    """The proved code, locked and not used up. :raises CodeExpired: as ``take_proof``."""
    assert transaction.get_connection().in_atomic_block
    code = (
        Code.objects.select_for_update()
        .filter(id=code_id, purpose=purpose, spent_at=None, proved_at__gt=at - rules.PROOF_LASTS)
        .first()
    )
    if code is None:
        raise CodeExpired
    return code


def _digest(code_id: UUID, digits: str) -> str:
    return vault.digest("code", f"{code_id}:{digits}")
