"""Single shifts of a draft, put and taken out by hand."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.errors import DomainError, NotFound
from digigov.modules.audit import commands as audit
from digigov.modules.workforce import policies, reading
from digigov.modules.workforce.commands.weeks import NoDraft, lock, require_open, rows
from digigov.modules.workforce.definitions import workforce
from digigov.modules.workforce.models import Shift, Week
from digigov.modules.workforce.rules.shifts import Person, Worked, faults_between, faults_of

FAULTS: dict[str, Any] = {
    "outside-hours": _("The shift must lie within the opening hours, and be no longer than a whole shift."),
    "breaks-not-well": _("Without a break this shift would be too long a stretch of work. Make it shorter."),
    "on-leave": _("This person has leave on that day."),
    "too-many-hours": _("This person would work more hours than a week allows."),
    "too-many-days": _("This person would work on more days than a week allows."),
    "too-little-rest": _("This person would have too little rest between two shifts."),
    "two-at-once": _("This person would be in two shifts at once."),
}


class ShiftNotWell(DomainError):
    """``faults`` are codes of ``FAULTS``."""

    code = "shift-not-well"
    status = 422

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(FAULTS[self.faults[0]])


@transaction.atomic
def put_shift(*, by: Actor, at: datetime, on: date, party_id: UUID, begins: int, ends: int) -> None:
    """
    Give somebody a shift on a day of the draft, in place of the one they have that day. ``begins`` and ``ends`` are minutes of the day;
    breaks are laid as usual.

    :raises NotAllowed: unless the actor plans. :raises WeekIsOver: if it is. :raises NoDraft: if nobody began one.
    :raises NotFound: if that is no agent. :raises ShiftNotWell: if it is against a rule, with the rule.
    """
    policies.require_planner(by)
    week = _draft(on, at)
    person = next((each for each in reading.people_for(week.starts_on, at) if each.id == str(party_id)), None)
    if person is None:
        raise NotFound
    found = workforce()
    shift = found.terms.shift(person.id, on.weekday(), begins, ends)
    require_well(person, shift, _others(week, party_id, on))
    Shift.objects.filter(week=week, party_id=party_id, on=on).delete()
    Shift.objects.bulk_create(rows(week, [shift]))
    audit.record(by=by, at=at, action="workforce.shift-put", subject_id=party_id, details={"on": on.isoformat()})


@transaction.atomic
def remove_shift(*, by: Actor, at: datetime, on: date, party_id: UUID) -> None:
    """
    Take somebody's shift out of a day of the draft.

    :raises NotAllowed: unless the actor plans. :raises WeekIsOver: if it is. :raises NoDraft: if nobody began one.
    :raises NotFound: if they have none that day.
    """
    policies.require_planner(by)
    gone, _each = Shift.objects.filter(week=_draft(on, at), party_id=party_id, on=on).delete()
    if not gone:
        raise NotFound
    audit.record(by=by, at=at, action="workforce.shift-removed", subject_id=party_id, details={"on": on.isoformat()})


def require_well(person: Person, shift: Worked, others: Sequence[Worked]) -> None:
    """:raises ShiftNotWell: if the shift breaks a rule, alone or beside the others of that person's week."""
    found = workforce()
    faults = (*faults_of(shift, found.hours, found.terms), *faults_between(person, [*others, shift], found.terms))
    if faults:
        raise ShiftNotWell(faults)


def _draft(on: date, at: datetime) -> Week:
    starts_on = require_open(on, at)
    lock(starts_on)
    draft = Week.objects.filter(starts_on=starts_on, state="draft").first()
    if draft is None:
        raise NoDraft
    return draft


def _others(week: Week, party_id: UUID, on: date) -> list[Worked]:
    rest = Shift.objects.filter(week=week, party_id=party_id).exclude(on=on)
    return [reading.worked(each, week.starts_on) for each in rest]
