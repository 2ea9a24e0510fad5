"""Two agents change shifts: one asks, the other agrees, whoever plans says yes, and the week gets its next version."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.workforce import policies, reading
from digigov.modules.workforce.commands.weeks import lock, next_version
from digigov.modules.workforce.commands.weeks_by_hand import ShiftNotWell
from digigov.modules.workforce.definitions import workforce
from digigov.modules.workforce.models import Shift, Swap, Week
from digigov.modules.workforce.rules.shifts import Person, faults_between

OPEN = ("asked", "agreed")


class NotTheirShifts(DomainError):
    code = "not-their-shifts"
    message = _("One of these two shifts is not there any more: the plan was changed. Look at it and ask again.")


class SwapOpen(DomainError):
    code = "swap-open"
    message = _("You have asked to change this shift already. Take that back first.")


@transaction.atomic
def ask_for_swap(*, by: Actor, at: datetime, on: date, other_id: UUID, other_on: date) -> UUID:
    """
    Ask a colleague to take one's shift of a day for theirs of a day of the same week.

    :raises NotAllowed: unless the actor is an agent. :raises InvalidInput: for oneself, days that have begun, or of two weeks.
    :raises NotTheirShifts: unless both are in the plan. :raises SwapOpen: if one has asked for that day.
    """
    me = policies.require_agent(by)
    if other_id == me:
        raise InvalidInput({"other": _("Choose a colleague.")})
    if min(on, other_on) <= local_date(at) or reading.monday_of(on) != reading.monday_of(other_on):
        raise InvalidInput({"other": _("Choose two shifts of one week that are still ahead.")})
    _both(me, on, other_id, other_on)
    try:
        with transaction.atomic():
            swap = Swap.objects.create(
                party_id=me, on=on, other_id=other_id, other_on=other_on, state="asked", asked_at=at
            )
    except IntegrityError:
        raise SwapOpen from None
    audit.record(by=by, at=at, action="workforce.swap-asked", subject_id=other_id)
    return swap.id


@transaction.atomic
def answer_swap(*, by: Actor, at: datetime, swap_id: UUID, agrees: bool) -> None:
    """
    Say yes or no to a colleague; after a yes whoever plans decides.

    :raises NotAllowed: unless the actor is an agent. :raises NotFound: unless one is asked.
    """
    me = policies.require_agent(by)
    asked = Swap.objects.select_for_update().filter(id=swap_id, other_id=me, state="asked")
    changed = asked.update(state="agreed", agreed_at=at) if agrees else asked.update(state="refused", decided_at=at)
    if not changed:
        raise NotFound
    audit.record(by=by, at=at, action="workforce.swap-answered", subject_id=me)


@transaction.atomic
def take_swap_back(*, by: Actor, at: datetime, swap_id: UUID) -> None:
    """
    Take back what one asked, until it is decided.

    :raises NotAllowed: unless the actor is an agent. :raises NotFound: if nothing of theirs is open.
    """
    me = policies.require_agent(by)
    if not Swap.objects.filter(id=swap_id, party_id=me, state__in=OPEN).update(state="taken-back"):
        raise NotFound
    audit.record(by=by, at=at, action="workforce.swap-taken-back", subject_id=me)


@transaction.atomic
def decide_swap(*, by: Actor, at: datetime, swap_id: UUID, grants: bool) -> None:
    """
    Let two agents change, in a new version that is in force at once; or not. A draft of that week is left as it is.

    :raises NotAllowed: unless the actor plans, and is neither of the two. :raises NotFound: if nothing waits.
    :raises NotTheirShifts: if the plan was changed meanwhile. :raises ShiftNotWell: if one of them would work against a rule.
    """
    me = policies.require_planner(by)
    swap = Swap.objects.select_for_update().filter(id=swap_id, state="agreed").first()
    if swap is None:
        raise NotFound
    policies.require_another(by, swap.party_id, swap.other_id)
    if grants:
        _change(by, at, swap)
    Swap.objects.filter(id=swap.id).update(state="granted" if grants else "refused", decided_at=at, decided_by_id=me)
    for party_id in (swap.party_id, swap.other_id):
        audit.record(by=by, at=at, action="workforce.swap-decided", subject_id=party_id)


def _change(by: Actor, at: datetime, swap: Swap) -> None:
    lock(reading.monday_of(swap.on))
    mine, theirs = _both(swap.party_id, swap.on, swap.other_id, swap.other_on)
    if swap.on <= local_date(at) or swap.other_on <= local_date(at):
        raise NotTheirShifts
    week = mine.week
    given = {mine.id: swap.other_id, theirs.id: swap.party_id}
    for person in reading.people_for(week.starts_on, at):
        if UUID(person.id) in given.values():
            _require_well(person, week, given)
    next_version(by, at, week, why="swapped", swapped=given)


def _both(party_id: UUID, on: date, other_id: UUID, other_on: date) -> tuple[Shift, Shift]:
    """Both shifts as they are in force. :raises NotTheirShifts: if one is not there, or one of the two works on the other's day."""
    found = {
        (each.party_id, each.on): each
        for each in Shift.objects.filter(
            is_in_force=True, on__in=(on, other_on), party_id__in=(party_id, other_id)
        ).select_related("week")
    }
    mine, theirs = found.get((party_id, on)), found.get((other_id, other_on))
    if mine is None or theirs is None:
        raise NotTheirShifts
    if on != other_on and ((party_id, other_on) in found or (other_id, on) in found):
        raise NotTheirShifts(_("One of the two works on both days already, and cannot take a second shift."))
    return mine, theirs


def _require_well(person: Person, week: Week, given: dict[UUID, UUID]) -> None:
    """:raises ShiftNotWell: if the person's week would break a rule after the change."""
    after = [
        reading.worked(each, week.starts_on)
        for each in Shift.objects.filter(week=week)
        if str(given.get(each.id, each.party_id)) == person.id
    ]
    faults = faults_between(person, after, workforce().terms)
    if faults:
        raise ShiftNotWell(faults)
