"""
Showing who one is from home: what one says of oneself agrees with the registers, and a code comes back that went to the telephone
on record. What somebody knows finds the person and is no proof (NIST SP 800-63A-4 allows no knowledge-based verification): the
code is.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound
from digigov.modules.assurance import occasions, rules
from digigov.modules.assurance.commands.checks import (
    Compared,
    NotShown,
    ProofLapsed,
    Shown,
    compare,
    require_less_known,
)
from digigov.modules.assurance.commands.letters import order_letter
from digigov.modules.assurance.commands.outcome import Begun, begin, passed, refuse, write_refused
from digigov.modules.assurance.models import WAITING, Proofing
from digigov.modules.audit.commands import Purpose
from digigov.modules.identity import commands as identity
from digigov.modules.identity.queries import code_works_until, half_hidden
from digigov.modules.parties.queries import get_person, tidy_address

OWN = Purpose("own-data")
PURPOSE = "prove"


class NoPhoneOnRecord(DomainError):
    code = "no-phone-on-record"
    message = _(
        "The registers hold no telephone number for you to which we could send a code. Take your papers to any service bureau."
    )


class NoAddressOnRecord(DomainError):
    code = "no-address-on-record"
    message = _(
        "The registers hold no address for you to which we could send a letter. Take your papers to any service bureau."
    )


def begin_remote(*, by: Actor, at: datetime, shown: Shown, language: str, by_post: bool = False) -> UUID:
    """
    Compare with the registers what somebody says of themselves, and send a code to the telephone on record, or by post to the address
    on record. Not one transaction: it asks the outside, and a refusal is kept.

    :raises NotAllowed: for strangers. :raises AlreadyProved: if as much is known already.
    :raises InvalidInput: if a number is missing or the paper is none that a register keeps.
    :raises RegistersDown: if a register does not answer. :raises NotShown: if it does not agree, for whatever reason.
    :raises NoPhoneOnRecord: and :raises NoAddressOnRecord: if all agrees and there is nowhere to send a code to.
    :raises TooManyLetters: if two have gone out within a month.
    """
    party_id = by.own_party
    require_less_known(party_id, rules.REMOTE, at=at)
    me = get_person(viewer=by, at=at, party_id=party_id, purpose=OWN)
    compared = compare(me, shown, at=at, by_register=True)
    begun = Begun(party_id, rules.REMOTE, compared.evidence)
    phone = tidy_address(compared.told.phone)[1]
    nowhere = not compared.told.address if by_post else not phone
    if compared.reasons or nowhere:
        with transaction.atomic():
            write_refused(begun, (*compared.reasons, "no-address" if by_post else "no-phone")[0], at=at, by=by)
        raise NotShown if compared.reasons else NoAddressOnRecord if by_post else NoPhoneOnRecord
    if by_post:
        return order_letter(begun, compared, by=by, at=at)
    return _send(begun, compared, phone, by=by, at=at, language=language)


def finish_remote(*, by: Actor, at: datetime, digits: str) -> None:
    """
    Take the digits that went to the telephone on record. Not one transaction: a wrong try must count.

    :raises NotAllowed: for strangers. :raises NotFound: if no check of one's own waits for a code.
    :raises CodeExpired: and :raises WrongCode: as ``prove_address``. :raises ProofLapsed: if it was ended meanwhile.
    :raises NotShown: if the number is somebody else's by now.
    """
    party_id = by.own_party
    waiting = Proofing.objects.filter(party_id=party_id, state="waiting-code").first()
    if waiting is None or waiting.code_id is None:
        raise NotFound
    identity.prove_address(by=by, at=at, code_id=waiting.code_id, digits=digits)
    with transaction.atomic():
        mine = Proofing.objects.select_for_update().filter(id=waiting.id, state="waiting-code").first()
        if mine is None:
            raise ProofLapsed
        identity.take_proof(at=at, code_id=waiting.code_id, purpose=PURPOSE)
        why = passed(mine, at=at, by=by)
    if why:
        raise NotShown


@transaction.atomic
def stop_own(*, by: Actor, at: datetime) -> None:
    """Give up one's own check that waits, if one does. :raises NotAllowed: for strangers."""
    party_id = by.own_party
    waiting = Proofing.objects.select_for_update().filter(party_id=party_id, state__in=WAITING).first()
    if waiting is not None:
        refuse(waiting, "given-up", at=at, by=by)


@transaction.atomic
def _send(begun: Begun, compared: Compared, phone: str, *, by: Actor, at: datetime, language: str) -> UUID:
    code_id = identity.send_code(
        by=by, at=at, purpose=PURPOSE, email="", phone=phone, language=language, occasion=occasions.CODE
    )
    return begin(
        begun, at=at, by=by, state="waiting-code", code_id=code_id, sent_to=half_hidden("", phone),
        waits_until=code_works_until(at), claim=compared.claimed,
    )  # fmt: skip
