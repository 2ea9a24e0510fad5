"""Leave, which somebody grants, and wishes, which the planner meets where it can."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.workforce import policies
from digigov.modules.workforce.models import Leave, Wish

LONGEST = timedelta(days=366)
FARTHEST = timedelta(days=550)
WISHES = ("off", "early", "late")


class LeaveOverlaps(DomainError):
    code = "leave-overlaps"
    message = _("You have leave, or have asked for it, on some of these days already. Take that back first.")


@transaction.atomic
def ask_for_leave(*, by: Actor, at: datetime, first_on: date | None, last_on: date | None) -> UUID:
    """
    Ask to be away, the last day with it.

    :raises NotAllowed: unless the actor is an agent. :raises InvalidInput: for days that are over or in the wrong order.
    :raises LeaveOverlaps: if there is leave on one of them.
    """
    me = policies.require_agent(by)
    if first_on is None or not local_date(at) <= first_on <= local_date(at) + FARTHEST:
        raise InvalidInput({"first_on": _("Enter a first day from today on.")})
    if last_on is None or not first_on <= last_on <= first_on + LONGEST:
        raise InvalidInput({"last_on": _("Enter a last day that is not before the first.")})
    try:
        with transaction.atomic():
            leave = Leave.objects.create(party_id=me, first_on=first_on, last_on=last_on, state="asked", asked_at=at)
    except IntegrityError:
        raise LeaveOverlaps from None
    audit.record(by=by, at=at, action="workforce.leave-asked", subject_id=me)
    return leave.id


@transaction.atomic
def decide_leave(*, by: Actor, at: datetime, leave_id: UUID, grants: bool) -> None:
    """
    Grant leave or refuse it. Shifts planned on those days stay until the plan is changed, and are shown there as faults.

    :raises NotAllowed: unless the actor plans, and it is another's. :raises NotFound: if nothing waits.
    """
    me = policies.require_planner(by)
    leave = Leave.objects.select_for_update().filter(id=leave_id, state="asked").first()
    if leave is None:
        raise NotFound
    policies.require_another(by, leave.party_id)
    Leave.objects.filter(id=leave.id).update(state="granted" if grants else "refused", decided_at=at, decided_by_id=me)
    audit.record(by=by, at=at, action="workforce.leave-decided", subject_id=leave.party_id)


@transaction.atomic
def take_leave_back(*, by: Actor, at: datetime, leave_id: UUID) -> None:
    """
    Come after all: asked or granted, until it has begun.

    :raises NotAllowed: unless the actor is an agent. :raises NotFound: if there is none of theirs.
    """
    me = policies.require_agent(by)
    mine = Leave.objects.select_for_update().filter(
        id=leave_id, party_id=me, state__in=("asked", "granted"), first_on__gt=local_date(at)
    )
    if not mine.update(state="taken-back"):
        raise NotFound
    audit.record(by=by, at=at, action="workforce.leave-taken-back", subject_id=me)


@transaction.atomic
def set_wish(*, by: Actor, at: datetime, on: date | None, kind: str) -> None:
    """
    Say what one would like on a day; '' takes it back.

    :raises NotAllowed: unless the actor is an agent. :raises InvalidInput: for a day that is over, or another wish.
    """
    me = policies.require_agent(by)
    if on is None or not local_date(at) < on <= local_date(at) + FARTHEST:
        raise InvalidInput({"on": _("Enter a day from tomorrow on.")})
    if kind and kind not in WISHES:
        raise InvalidInput({"kind": _("Choose one of the wishes.")})
    if kind:
        Wish.objects.update_or_create(party_id=me, on=on, defaults={"kind": kind, "said_at": at})
    else:
        Wish.objects.filter(party_id=me, on=on).delete()
    audit.record(by=by, at=at, action="workforce.wish-said", subject_id=me)
