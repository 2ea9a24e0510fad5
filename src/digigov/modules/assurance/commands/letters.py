"""
A code by post to the address that a register holds (NIST SP 800-63A-4, section 3.9): for whoever has lost the telephone on record.
The code is made when the letter is printed and goes into nothing but the letter; only its digest is kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.codes import in_halves, new_code, tidy_code
from digigov.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from digigov.modules.assurance import policies, rules
from digigov.modules.assurance.commands.checks import Compared, NotShown, ProofLapsed
from digigov.modules.assurance.commands.outcome import Begun, begin, hold_while, passed, refuse
from digigov.modules.assurance.models import Letter, Proofing
from digigov.modules.assurance.queries import get_plan
from digigov.modules.audit import commands as audit

BY_POST = "letter"


class TooManyLetters(DomainError):
    code = "too-many-letters"
    message = _(
        "Two letters have gone to this address within a month. Wait for them, or take your papers to any service bureau."
    )
    status = 429


class WrongLetterCode(InvalidInput):
    code = "wrong-letter-code"

    def __init__(self) -> None:
        super().__init__(
            {"code": _("This is not the code in the letter. Check each sign: there are no zeros and no ones in it.")}
        )


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """What goes on the paper."""

    name: str
    lines: tuple[str, ...]
    code: str
    works_until: datetime


def order_letter(begun: Begun, compared: Compared, *, by: Actor, at: datetime) -> UUID:
    """
    Put a letter on the list of the post room, to the address that the register holds; called when all agrees.

    :raises TooManyLetters: if two have gone out for this number within a month, whoever asked.
    """
    number = _digest("number", compared.claim.national_id)
    with transaction.atomic():
        hold_while(int(number[:15], 16))
        if Letter.objects.filter(number=number, asked_at__gt=at - rules.LETTERS_WITHIN).count() >= rules.LETTERS:
            raise TooManyLetters
        until = at + timedelta(days=get_plan().letter_days)
        proofing_id = begin(
            begun, at=at, by=by, state="waiting-letter", sent_to=BY_POST, waits_until=until, claim=compared.claimed
        )
        given, family = compared.told.person.name
        to = [f"{given} {family}".strip(), *compared.told.address]
        Letter.objects.create(proofing_id=proofing_id, number=number, lines=to, asked_at=at)
    return proofing_id


@transaction.atomic
def print_letter(*, by: Actor, at: datetime, letter_id: UUID) -> PrintedLetter:
    """
    What goes on the paper, with a new code: one printed before works no more.

    :raises NotAllowed: without ``assurance.post``, and for a letter to oneself.
    :raises NotFound: if it has been sent, or its check waits no more.
    """
    letter = _to_send(letter_id, by=by, at=at)
    code, until = new_code(rules.LETTER_LENGTH), at + timedelta(days=get_plan().letter_days)
    Letter.objects.filter(id=letter.id).update(digest=_digest(str(letter.id), code), tries=0, printed_at=at)
    Proofing.objects.filter(id=letter.proofing_id).update(waits_until=until)
    audit.record(by=by, at=at, action="assurance.letter-printed", subject_id=letter.proofing.party_id)
    return PrintedLetter(letter.lines[0], tuple(letter.lines[1:]), in_halves(code), until)


@transaction.atomic
def mark_letter_sent(*, by: Actor, at: datetime, letter_id: UUID) -> None:
    """
    It has gone to the post; the address is forgotten.

    :raises NotAllowed: and :raises NotFound: as ``print_letter``; also if it was never printed.
    """
    letter = _to_send(letter_id, by=by, at=at)
    if letter.printed_at is None:
        raise NotFound
    Letter.objects.filter(id=letter.id).update(sent_at=at, lines=[])
    audit.record(by=by, at=at, action="assurance.letter-sent", subject_id=letter.proofing.party_id)


def finish_by_letter(*, by: Actor, at: datetime, typed: str) -> None:
    """
    Take the code of the letter. Not one transaction: a wrong try must count.

    :raises NotAllowed: for strangers. :raises NotFound: if no check of one's own waits for a letter.
    :raises WrongLetterCode: if it is another. :raises ProofLapsed: after five tries, or when its days are over.
    :raises NotShown: if the number of the card is somebody else's by now.
    """
    party_id = by.own_party
    found = Letter.objects.filter(proofing__party_id=party_id, proofing__state="waiting-letter").first()
    if found is None:
        raise NotFound
    if not Letter.objects.filter(id=found.id, tries__lt=rules.LETTER_TRIES).update(tries=F("tries") + 1):
        raise ProofLapsed
    with transaction.atomic():
        fault = _take(found.proofing_id, typed, by=by, at=at)
    if fault is not None:
        raise fault


def _take(proofing_id: UUID, typed: str, *, by: Actor, at: datetime) -> DomainError | None:
    """The check has passed, or why not; a refusal is kept."""
    waiting = Proofing.objects.select_for_update().filter(id=proofing_id, state="waiting-letter").first()
    letter = Letter.objects.get(proofing_id=proofing_id)
    if waiting is None or waiting.waits_until is None or waiting.waits_until < at:
        return ProofLapsed()
    if not rules.same(letter.digest, _digest(str(letter.id), tidy_code(typed))):
        audit.record(by=by, at=at, action="assurance.letter-code-refused", subject_id=waiting.party_id)
        if letter.tries >= rules.LETTER_TRIES:
            refuse(waiting, "letter-tries", at=at, by=by)
        return WrongLetterCode()
    Letter.objects.filter(id=letter.id).update(digest="", lines=[])
    return NotShown() if passed(waiting, at=at, by=by) else None


def forget_letters(*, at: datetime) -> None:
    """Of letters whose check waits no more nothing stays but that there was one, for the month in which they are counted."""
    over = Letter.objects.exclude(proofing__state="waiting-letter")
    over.exclude(digest="", lines=[]).update(digest="", lines=[])
    over.filter(asked_at__lt=at - rules.LETTERS_WITHIN).delete()


def _to_send(letter_id: UUID, *, by: Actor, at: datetime) -> Letter:
    by.require(policies.POST)
    letter = (
        Letter.objects.select_for_update(of=("self",))
        .select_related("proofing")
        .filter(id=letter_id, sent_at=None, proofing__state="waiting-letter", proofing__waits_until__gt=at)
        .first()
    )
    if letter is None:
        raise NotFound
    if letter.proofing.party_id == by.party_id:
        raise NotAllowed
    return letter


def _digest(about: str, text: str) -> str:
    return salted_hmac(f"digigov.assurance.letter.{about}", text, algorithm="sha256").hexdigest()
