"""
Letting somebody act: one names whom, what for and until when; a code goes to that person; whoever has shown who they are and bears
that name accepts with it. Granted online, or by an officer for whoever calls or stands at the counter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel import codes
from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from digigov.modules.audit.commands import Purpose
from digigov.modules.identity import commands as identity
from digigov.modules.identity.queries import half_hidden
from digigov.modules.mandates import occasions, policies, rules
from digigov.modules.mandates.commands.writing import (
    checked_services,
    let_hold,
    note,
    require_known,
    tell,
    write,
)
from digigov.modules.mandates.models import Mandate
from digigov.modules.notifications import commands as notifications
from digigov.modules.parties.queries import alike, contact_of, get_person, names_of, tidy_address
from digigov.ui.format import short_day

CODE_LENGTH = 10
CALL = "mandate"  # what a caller's code is for
WHY = Purpose("mandate")


class NoSuchOffer(InvalidInput):
    code = "no-such-offer"

    def __init__(self) -> None:
        super().__init__({"code": _("Nothing waits under this code. Check the message, or ask whoever sent you.")})


class NotMeant(DomainError):
    code = "mandate-not-meant"
    message = _(
        "This was given to somebody of another name. Ask whoever gave it to write your name as your papers have it."
    )
    status = 403


class NoPhone(DomainError):
    code = "mandate-no-phone"
    message = _(
        "No telephone number of this person is known to which a code could go. A second officer has to confirm it."
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """Whom, how to reach them, what for, from when and until when (both days included)."""

    given_names: str
    family_name: str
    address: str
    services: Sequence[str]
    starts_on: date | None
    ends_on: date | None


def check_offer(*, by: Actor, at: datetime, wanted: Offer, open_services: frozenset[str]) -> None:
    """
    Whether somebody could be let act in this way; nothing is written. For a paper that is drawn before it is given.

    :raises NotAllowed: :raises NotKnown: :raises InvalidInput: as ``offer``.
    """
    policies.principal_of(by)
    require_known(by.own_party, at=at)
    _checked(wanted, at=at, open_services=open_services)


@transaction.atomic
def offer(*, by: Actor, at: datetime, wanted: Offer, open_services: frozenset[str]) -> UUID:
    """
    Let somebody act for oneself, or as a director for the company. ``open_services``: those in which it may be done.

    :raises NotAllowed: for strangers, and for whoever acts for another but a director. :raises NotKnown: unless it was checked who one is.
    :raises InvalidInput: with a sentence for each thing to mend. :raises TooManyMandates: if thirty live.
    """
    principal_id, ground = policies.principal_of(by)
    require_known(by.own_party, at=at)
    columns = _checked(wanted, at=at, open_services=open_services)
    mandate = write(
        by=by, at=at, principal_id=principal_id, ground=ground, how="online", state=rules.OFFERED,
        waits_until=at + rules.ACCEPT_WITHIN, **columns,
    )  # fmt: skip
    _send(mandate, by=by, at=at)
    return mandate.id


@transaction.atomic
def offer_by_call(*, by: Actor, at: datetime, principal_id: UUID, wanted: Offer, open_services: frozenset[str]) -> UUID:
    """
    The same for somebody on the telephone, whom the officer calls back: a code goes to the number that is known of them, and they
    read it out.

    :raises NotAllowed: unless an officer of a counter does it for somebody else. :raises NotFound: if there is no such person.
    :raises NotKnown: unless it was checked who the caller is. :raises NoPhone: if no number is known.
    :raises InvalidInput: with a sentence for each thing to mend. :raises TooManyMandates: if thirty live.
    """
    policies.require_officer(by, principal_id)
    person = get_person(viewer=by, at=at, party_id=principal_id, purpose=WHY)
    require_known(principal_id, at=at)
    columns = _checked(wanted, at=at, open_services=open_services)
    if not person.phone:
        raise NoPhone
    proof_id = identity.send_code(
        by=by, at=at, purpose=CALL, email="", phone=person.phone, language=person.language,
        occasion=occasions.CONFIRM,
    )  # fmt: skip
    mandate = write(
        by=by, at=at, principal_id=principal_id, ground=rules.AGENT, how="call", state=rules.CONFIRMING,
        waits_until=at + rules.CONFIRM_WITHIN, proof_id=proof_id, **columns,
    )  # fmt: skip
    return mandate.id


def confirm_call(*, by: Actor, at: datetime, mandate_id: UUID, digits: str) -> None:
    """
    The digits that the caller reads out; then the offer goes to whom they named. Not one transaction: a wrong try must count.

    :raises NotFound: if nothing waits for it. :raises NotAllowed: unless the officer who wrote it down asks.
    :raises WrongCode: and :raises CodeExpired: as ``identity.prove_address``.
    """
    waiting = Mandate.objects.filter(id=mandate_id, state=rules.CONFIRMING, how="call").first()
    if waiting is None or waiting.proof_id is None:
        raise NotFound
    policies.require_officer(by, waiting.principal_id)
    if by.party_id != waiting.granted_by:
        raise NotAllowed
    identity.prove_address(by=by, at=at, code_id=waiting.proof_id, digits=digits)
    with transaction.atomic():
        mandate = Mandate.objects.select_for_update(of=("self",)).filter(id=mandate_id, state=rules.CONFIRMING).first()
        if mandate is None or mandate.proof_id is None:
            raise NotFound
        identity.take_proof(at=at, code_id=mandate.proof_id, purpose=CALL)
        mandate.state, mandate.waits_until = rules.OFFERED, at + rules.ACCEPT_WITHIN
        mandate.save()
        _send(mandate, by=by, at=at)


@transaction.atomic
def accept(*, by: Actor, at: datetime, code: str) -> UUID:
    """
    Take on what somebody offered.

    :raises NotAllowed: for strangers. :raises NotKnown: unless it was checked who one is; the code stays good.
    :raises NoSuchOffer: if nothing waits under the code. :raises NotMeant: if another name was given, or it is one's own.
    """
    me = by.own_party
    require_known(me, at=at)
    mandate = _offered(code, at=at)
    known = get_person(viewer=by, at=at, party_id=me, purpose=Purpose("own-data"))
    named = (str(mandate.named["given"]), str(mandate.named["family"]))
    if mandate.principal_id == me or not alike(named, (known.given_names, known.family_name)):
        raise NotMeant
    let_hold(mandate, by=by, at=at, agent_id=me)
    tell(mandate.principal_id, occasions.ACCEPTED, mandate, by=by, at=at, agent=known.name)
    return mandate.id


@transaction.atomic
def decline(*, by: Actor, at: datetime, code: str) -> None:
    """
    Say no to it. :raises NotAllowed: for strangers. :raises NoSuchOffer: if nothing waits under the code.
    """
    by.require_signed_in()
    mandate = _offered(code, at=at)
    Mandate.objects.filter(id=mandate.id).update(
        state=rules.REFUSED, code="", address={}, waits_until=None, decided_at=at, reason="declined"
    )
    note("mandates.declined", mandate, by=by, at=at)
    names = mandate.named
    tell(
        mandate.principal_id, occasions.ENDED, mandate, by=by, at=at, agent=f"{names['given']} {names['family']}",
        principal=names_of([mandate.principal_id]).get(mandate.principal_id, ""),
    )  # fmt: skip


def _offered(code: str, *, at: datetime) -> Mandate:
    digest = _digest(codes.tidy_code(code))
    waiting = Mandate.objects.select_for_update(of=("self",)).filter(
        code=digest, state=rules.OFFERED, waits_until__gt=at
    )
    mandate = waiting.first()
    if mandate is None:
        raise NoSuchOffer
    return mandate


def _checked(wanted: Offer, *, at: datetime, open_services: frozenset[str]) -> dict[str, Any]:
    """The columns of an offer. :raises InvalidInput:"""
    errors: dict[str, Any] = {}
    given, family = wanted.given_names.strip()[:120], wanted.family_name.strip()[:120]
    if not given or not family:
        errors["given_names"] = _("Enter the given and the family name, as that person's papers have them.")
    email, phone = tidy_address(wanted.address)
    if not email and not phone:
        errors["address"] = _(
            "Enter an e-mail address, like name@example.org, or a telephone number, like 758 555 0123."
        )
    services: list[str] = []
    try:
        services = checked_services(list(wanted.services), open_services=open_services)
    except InvalidInput as refusal:
        errors |= refusal.errors
    on = local_date(at)
    starts_on = wanted.starts_on or on
    if not on <= starts_on <= on + rules.LONGEST:
        errors["starts_on"] = _("It can begin today or within a year.")
    if wanted.ends_on is None or not starts_on <= wanted.ends_on <= starts_on + rules.LONGEST:
        errors["ends_on"] = _("Enter the last day: after the first, and at most a year later.")
    if errors:
        raise InvalidInput(errors)
    return {
        "named": {"given": given, "family": family}, "address": {"email": email, "phone": phone},
        "sent_to": half_hidden(email, phone)[:80], "services": services, "starts_on": starts_on,
        "ends_on": wanted.ends_on,
    }  # fmt: skip


def _send(mandate: Mandate, *, by: Actor, at: datetime) -> None:
    """The code goes to whom the principal named; kept is only its digest."""
    code = codes.new_code(CODE_LENGTH)
    to = dict(mandate.address)
    Mandate.objects.filter(id=mandate.id).update(code=_digest(code), address={})
    assert mandate.waits_until is not None
    notifications.send_to_address(
        by=by, at=at, message=occasions.OFFERED.message,
        values=occasions.OFFERED.values(
            principal=names_of([mandate.principal_id]).get(mandate.principal_id, ""),
            code=f"{code[:5]}-{code[5:]}",
            last_day=short_day(mandate.waits_until),
        ),
        dedupe_key=f"mandates.offer:{mandate.id}", code_until=mandate.waits_until,
        email=str(to.get("email", "")), phone=str(to.get("phone", "")),
        language=contact_of(mandate.principal_id).language,
    )  # fmt: skip


def _digest(code: str) -> str:
    return codes.digest(code, key=settings.SECRET_KEY, about="mandate")
