"""What ends by itself, what an officer ends, what is found out later, and what another system knew."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.events import publish
from digigov.modules.assurance import occasions, policies, reading, rules
from digigov.modules.assurance.commands.checks import require_less_known
from digigov.modules.assurance.commands.letters import forget_letters
from digigov.modules.assurance.commands.outcome import Begun, begin, claimed, passed, tell
from digigov.modules.assurance.events import ProofEnded
from digigov.modules.assurance.models import WAITING, Proofing
from digigov.modules.assurance.queries import find_plan
from digigov.modules.audit import commands as audit
from digigov.modules.parties.queries import get_person

BY_HAND = (*WAITING, "passed")


@transaction.atomic
def end_proof(*, by: Actor, at: datetime, party_id: UUID) -> None:
    """
    What showed who this person is counts no more, and what waits ends; the person is told.

    :raises NotAllowed: without ``assurance.end``. :raises NotFound: if nothing counts or waits.
    """
    by.require(policies.END)
    if not _end(party_id, "withdrawn", at=at, by=by):
        raise NotFound
    tell(party_id, occasions.ENDED.message, at=at, by=by)


@transaction.atomic
def import_proof(
    *,
    by: Actor,
    at: datetime,
    party_id: UUID,
    given_names: str,
    family_name: str,
    born_on: date,
    national_id: str = "",
) -> bool:
    """
    Take over from another system of the state that this person has shown there who they are. False if the number of the
    identity card is somebody else's who signs in here.

    :raises NotAllowed: unless it is the machine. :raises AlreadyProved: if as much is known already.
    """
    by.require_system()
    require_less_known(party_id, rules.IMPORTED, at=at)
    claim = claimed((given_names, family_name), born_on, national_id)
    begun = Begun(party_id, rules.IMPORTED, [])
    proofing_id = begin(begun, at=at, by=by, state="waiting-second", waits_until=at, claim=claim)
    return not passed(Proofing.objects.get(id=proofing_id), at=at, by=by)


def lapse(*, at: datetime) -> int:
    """Checks that waited too long end; returns how many."""
    late = Proofing.objects.filter(state__in=WAITING, waits_until__lt=at)
    ended = late.update(state="lapsed", decided_at=at, claim={})
    forget_letters(at=at)
    return ended


def recheck(*, by: Actor, at: datetime, most: int) -> int:
    """
    Ask the register of deaths again about whoever was asked longest ago; returns how many were found in it, whose proof has ended.

    :raises NotAllowed: unless it is the machine. :raises RegistersDown: if it does not answer; the next run goes on there.
    """
    by.require_system()
    plan, found = find_plan(), 0
    old = Proofing.objects.filter(state="passed", works_until__gt=at, rechecked_at__lt=at - rules.RECHECK_EVERY)
    for party_id in old.order_by("rechecked_at").values_list("party_id", flat=True)[:most]:
        person = get_person(viewer=by, at=at, party_id=party_id, purpose=reading.WHY)
        died = False
        if plan is not None and person.national_id:
            died = reading.has_died(person.national_id, plan=plan, at=at, about=party_id)
        with transaction.atomic():
            if died:
                found += _end(party_id, "died", at=at, by=by)
            Proofing.objects.filter(party_id=party_id, state="passed").update(rechecked_at=at)
    return found


def _end(party_id: UUID, reason: str, *, at: datetime, by: Actor) -> bool:
    counting = Proofing.objects.filter(party_id=party_id, state__in=BY_HAND)
    if not counting.update(state="ended", reason=reason, decided_at=at, decided_by_id=by.party_id, claim={}):
        return False
    audit.record(by=by, at=at, action="assurance.proof-ended", subject_id=party_id, details={"reason": reason})
    publish(ProofEnded(party_id=party_id, has_died=reason == "died", ended_at=at))
    return True
