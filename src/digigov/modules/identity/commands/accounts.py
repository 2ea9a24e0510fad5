"""Opening an account: sign-up, and the machine's own way for a rehearsal."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor, system
from digigov.kernel.errors import DomainError
from digigov.kernel.ids import new_id
from digigov.modules.audit import commands as audit
from digigov.modules.identity.commands.codes import checked_address, send_code, take_proof
from digigov.modules.identity.commands.concerns import watch_address
from digigov.modules.identity.commands.passwords import set_checked_password
from digigov.modules.identity.models import Account
from digigov.modules.identity.queries import account_with
from digigov.modules.parties import commands as parties

SIGN_UP = system("sign-up")


class AddressTaken(DomainError):
    code = "address-taken"
    message = _("There is an account with this address or number. Sign in, or recover the password.")


@transaction.atomic
def begin_sign_up(*, by: Actor, at: datetime, address: str, language: str) -> UUID:
    """
    Send a code to an address. If it has an account already, its owner is told so there, and nobody here.

    :raises InvalidInput: if it is no address.
    """
    email, phone = checked_address(address)
    instead = "account-exists" if account_with(email, phone) else None
    return send_code(by=by, at=at, purpose="sign-up", email=email, phone=phone, language=language, instead=instead)


@transaction.atomic
def finish_sign_up(
    *, by: Actor, at: datetime, code_id: UUID, given_names: str, family_name: str, password: str, language: str
) -> UUID:
    """
    Open an account for a new person, with the address that was proved.

    :raises CodeExpired: if no address was proved within the hour.
    :raises InvalidInput: if the name is missing.
    :raises WeakPassword: if the password does not keep the rules.
    :raises AddressTaken: if somebody opened an account with the address meanwhile.
    """
    proof = take_proof(at=at, code_id=code_id, purpose="sign-up")
    party_id = parties.register_person(
        by=SIGN_UP,
        at=at,
        given_names=given_names,
        family_name=family_name,
        email=proof.email,
        phone=proof.phone,
        language=language,
    )
    return open_account(by=SIGN_UP, at=at, party_id=party_id, password=password, email=proof.email, phone=proof.phone)


@transaction.atomic
def open_account(
    *, by: Actor, at: datetime, party_id: UUID, password: str, email: str | None = None, phone: str | None = None
) -> UUID:
    """
    Let a person sign in with addresses that have been proved to be theirs.

    :raises NotAllowed: unless the machine does it, at the end of a sign-up or for a rehearsal.
    :raises WeakPassword: if the password does not keep the rules.
    :raises AddressTaken: if the person or an address has an account.
    """
    by.require_system()
    account = Account(id=new_id(), party_id=party_id, email=email or None, phone=phone or None, created_at=at)
    set_checked_password(account, password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as clash:
        raise AddressTaken from clash

    for address in (email, phone):
        watch_address(account.id, address or "", at=at)
    audit.record(by=by, at=at, action="identity.account-opened", subject_id=party_id)
    return account.id
