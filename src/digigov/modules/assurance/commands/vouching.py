"""
For whoever has no papers: somebody who has shown at a counter who they are, and has known the person for years, says who it is.
It takes the officer at the counter, the voucher's own account, and a second officer; and it goes less far than papers.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import InvalidInput, NotFound
from digigov.modules.assurance import occasions, policies, rules
from digigov.modules.assurance.commands.checks import ProofLapsed, require_less_known
from digigov.modules.assurance.commands.counter import NotAgreed
from digigov.modules.assurance.commands.outcome import Begun, begin, claimed, refuse, tell, write_refused
from digigov.modules.assurance.models import Proofing
from digigov.modules.assurance.queries import count_vouches, level_of
from digigov.modules.assurance.reading import HERE, WHY
from digigov.modules.audit import commands as audit
from digigov.modules.identity.queries import find_account_of
from digigov.modules.parties.queries import get_person, id_with_number


def begin_vouched(
    *, by: Actor, at: datetime, party_id: UUID, born_on: date, voucher_number: str, known_for: int
) -> UUID:
    """
    Write down whom a person without papers names, and ask the voucher, who has a week. ``known_for``: years. Not one
    transaction: a refusal is kept.

    :raises NotAllowed: unless an officer serves somebody else at the counter of an office.
    :raises NotFound: if there is no such person. :raises AlreadyProved: if as much is known already.
    :raises InvalidInput: without a number. :raises NotAgreed: if whoever is named cannot vouch, with the reason.
    """
    policies.require_agent(by, party_id=party_id)
    known = get_person(viewer=by, at=at, party_id=party_id, purpose=WHY)
    require_less_known(party_id, rules.VOUCHED, at=at)
    if not voucher_number.strip():
        raise InvalidInput({"voucher_number": _("Enter the national ID number of whoever vouches.")})
    voucher_id = id_with_number(voucher_number)
    why = _why_not(voucher_id, known_for=known_for, involved={party_id, by.party_id}, at=at)
    evidence = [{"kind": "voucher", "end": rules.end_of(voucher_number.strip()), "years": known_for}]
    begun = Begun(party_id, rules.VOUCHED, evidence, agent=by)
    with transaction.atomic():
        if not why and voucher_id is not None:
            claim = claimed((known.given_names, known.family_name), born_on)
            tell(voucher_id, occasions.VOUCH.message, at=at, by=by)
            until = at + rules.VOUCHER_WITHIN
            return begin(
                begun, at=at, by=by, state="waiting-voucher", waits_until=until, voucher_id=voucher_id, claim=claim
            )
        write_refused(begun, why, at=at, by=by)
    raise NotAgreed((why,))


@transaction.atomic
def vouch(*, by: Actor, at: datetime, proofing_id: UUID, agrees: bool) -> None:
    """
    Say that one knows the person, or that one does not; then a second officer looks, within a week.

    :raises NotFound: unless one is asked to. :raises ProofLapsed: if the week is over.
    :raises NotAgreed: if one cannot vouch any more, with the reason; nothing has changed then.
    """
    me = by.own_party
    asked = Proofing.objects.select_for_update().filter(id=proofing_id, state="waiting-voucher", voucher_id=me)
    waiting = asked.first()
    if waiting is None:
        raise NotFound
    if waiting.waits_until is None or waiting.waits_until < at:
        raise ProofLapsed
    if not agrees:
        refuse(waiting, "voucher-no", at=at, by=by)
        return
    known_for = int(waiting.evidence[0]["years"])
    involved = {waiting.party_id, waiting.agent_id}
    why = _why_not(me, known_for=known_for, involved=involved, at=at, counted=waiting.id)
    if why:
        raise NotAgreed((why,))
    Proofing.objects.filter(id=waiting.id).update(
        state="waiting-second", vouched_at=at, waits_until=at + rules.VOUCHER_WITHIN
    )
    for subject in (waiting.party_id, me):
        audit.record(by=by, at=at, action="assurance.vouched", subject_id=subject)


def _why_not(
    voucher_id: UUID | None,
    *,
    known_for: int,
    involved: set[UUID | None],
    at: datetime,
    counted: UUID | None = None,
) -> str:
    """Why this person cannot vouch; '' if they can. ``counted`` is the check itself, which does not count against it."""
    if voucher_id is None or voucher_id in involved or find_account_of(voucher_id) is None:
        return "voucher-unknown"
    voucher = get_person(viewer=HERE, at=at, party_id=voucher_id, purpose=WHY)
    return rules.why_not_voucher(
        level=level_of(voucher_id, at=at),
        born_on=voucher.born_on,
        known_for=known_for,
        this_year=count_vouches(voucher_id, at=at, but=counted),
        on=local_date(at),
    )
