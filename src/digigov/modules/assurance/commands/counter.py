"""
Showing who one is face to face: an officer looks at a paper with a photo and at the face, the registers are asked, and a second
officer of the same counter looks again.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, NotFound
from digigov.modules.assurance import policies, reasons, rules
from digigov.modules.assurance.commands.checks import Compared, ProofLapsed, Shown, compare, require_less_known
from digigov.modules.assurance.commands.kiosk import take_kiosk_entry
from digigov.modules.assurance.commands.outcome import Begun, begin, passed, refuse, write_refused
from digigov.modules.assurance.models import Proofing
from digigov.modules.assurance.reading import WHY
from digigov.modules.parties.queries import get_person


class NotAgreed(DomainError):
    """For the officer, who needs to know what to look at again."""

    code = "identity-not-agreed"
    message = _(
        "The check is refused: %(why)s. Look at the papers once more; if they are right, the register has to be mended."
    )
    status = 422

    def __init__(self, why: tuple[str, ...]) -> None:
        self.reasons = why
        super().__init__(why=reasons.in_words(why))


def begin_at_counter(
    *, by: Actor, at: datetime, party_id: UUID, shown: Shown, face_agrees: bool, kiosk: str = ""
) -> UUID:
    """
    Write down which paper with a photo an officer saw, and compare it with the registers; then it waits a day for a second
    officer. ``kiosk``: the number under which the person entered it at a kiosk. Not one transaction: it asks the outside, and a
    refusal is kept.

    :raises NotAllowed: unless an officer serves somebody else at the counter of an office.
    :raises NotFound: if there is no such person. :raises AlreadyProved: if as much is known already.
    :raises InvalidInput: if a number is missing or the paper is none that the country knows.
    :raises RegistersDown: if a register does not answer. :raises NotAgreed: if it does not agree, with the reasons.
    :raises KioskNumberUnknown: if nothing waits under that number.
    """
    policies.require_agent(by, party_id=party_id)
    known = get_person(viewer=by, at=at, party_id=party_id, purpose=WHY)
    require_less_known(party_id, rules.COUNTER, at=at)
    compared = compare(known, shown, at=at, by_register=False)
    why = (*compared.reasons, *_by_sight(compared, shown, face_agrees, at=at))
    with transaction.atomic():
        place = take_kiosk_entry(kiosk, at=at) if kiosk else ""
        begun = Begun(party_id, rules.COUNTER, compared.evidence, agent=by, place=place)
        if not why:
            until = at + rules.SECOND_WITHIN
            return begin(begun, at=at, by=by, state="waiting-second", waits_until=until, claim=compared.claimed)
        write_refused(begun, why[0], at=at, by=by)
    raise NotAgreed(why)


def confirm_at_counter(*, by: Actor, at: datetime, proofing_id: UUID, agrees: bool) -> None:
    """
    The second officer has seen the person and the same papers, or has not. Not one transaction: a refusal is kept.

    :raises NotFound: if no such check waits. :raises NotAllowed: unless it is another officer of that counter.
    :raises ProofLapsed: if its day is over. :raises NotAgreed: if the number is somebody else's by now.
    """
    with transaction.atomic():
        waiting = Proofing.objects.select_for_update().filter(id=proofing_id, state="waiting-second").first()
        if waiting is None:
            raise NotFound
        policies.require_second(by, waiting)
        if waiting.waits_until is None or waiting.waits_until < at:
            raise ProofLapsed
        if not agrees:
            refuse(waiting, "not-the-same", at=at, by=by, second_id=by.party_id)
            return
        why = passed(waiting, at=at, by=by, second_id=by.party_id)
    if why:
        raise NotAgreed((why,))


def _by_sight(compared: Compared, shown: Shown, face_agrees: bool, *, at: datetime) -> list[str]:
    """What the officer's own eyes say against it."""
    found, paper = [], compared.claim.paper
    if paper is not None and not paper.has_photo:
        found.append("no-photo")
    elif not face_agrees:
        found.append("face")
    if shown.expires_on is not None and shown.expires_on < local_date(at):
        found.append("paper-expired")
    return found
