"""What a review of a decision about somebody's identity undoes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotFound
from digigov.kernel.events import publish
from digigov.modules.assurance import occasions, reading, rules
from digigov.modules.assurance.commands.outcome import tell
from digigov.modules.assurance.events import IdentityProved
from digigov.modules.assurance.models import Proofing
from digigov.modules.assurance.queries import find_plan
from digigov.modules.audit import commands as audit
from digigov.modules.parties.queries import get_person


def undo_decision(*, by: Actor, at: datetime, proofing_id: UUID) -> bool:
    """
    A review found that a check should not have been refused or ended. What counted counts again, and a refusal no longer stands
    against anybody. False if nothing came of it: the register of deaths still knows the number, or its time is over.

    Not one transaction: it asks the outside.

    :raises NotAllowed: unless the machine does it, after the review. :raises NotFound: if there is nothing to undo.
    :raises RegistersDown: if the register of deaths does not answer.
    """
    by.require_system()
    known = Proofing.objects.filter(id=proofing_id, state__in=("refused", "ended")).first()
    if known is None or known.reason in rules.OWN_DOING:
        raise NotFound
    if known.reason == "died" and _is_still_dead(known.party_id, by=by, at=at):
        return False
    with transaction.atomic():
        row = Proofing.objects.select_for_update().filter(id=proofing_id, state=known.state).first()
        if row is None:
            raise NotFound
        if row.state == "refused":
            Proofing.objects.filter(id=row.id).update(reason=rules.SET_ASIDE)
        elif row.works_until is None or row.works_until <= at:
            return False
        else:
            Proofing.objects.filter(id=row.id).update(state="passed", reason="", rechecked_at=at)
            publish(IdentityProved(party_id=row.party_id, level=row.level, written_down_as=None, proved_at=at))
            tell(row.party_id, occasions.PROVED.message, at=at, by=by)
        audit.record(
            by=by, at=at, action="assurance.decision-undone", subject_id=row.party_id, details={"reason": row.reason}
        )
    return True


def _is_still_dead(party_id: UUID, *, by: Actor, at: datetime) -> bool:
    plan, person = find_plan(), get_person(viewer=by, at=at, party_id=party_id, purpose=reading.WHY)
    return bool(plan and person.national_id and reading.has_died(person.national_id, plan=plan, at=at, about=party_id))
