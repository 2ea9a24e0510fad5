"""Making, moving and cancelling appointments."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import DomainError, NotFound
from digigov.modules.appointments import places, policies, rules
from digigov.modules.appointments.models import Appointment
from digigov.modules.appointments.places import MACHINE, Meeting
from digigov.modules.audit import commands as audit
from digigov.modules.casework import commands as casework
from digigov.modules.casework import queries as cases
from digigov.modules.organizations.queries import OfficeView
from digigov.ui.format import moment


class SlotTaken(DomainError):
    code = "slot-taken"
    message = _("Somebody has just taken this time. Choose another one.")


class NoSuchSlot(DomainError):
    code = "no-such-slot"
    message = _("There are no appointments at this time. Choose one that is offered.")


class AlreadyBooked(DomainError):
    code = "already-booked"
    message = _("There is an appointment already. You can move it or cancel it.")


class NothingToArrange(DomainError):
    code = "nothing-to-arrange"
    message = _("No appointment is needed any more: the case has gone on.")


class TooLateToChange(DomainError):
    code = "too-late-to-change"
    message = _("This appointment has begun or is over. Call the office instead.")


@transaction.atomic
def book_appointment(*, by: Actor, at: datetime, step_id: UUID, office: str, starts_at: datetime) -> UUID:
    """
    Keep a time for a step that needs one.

    :raises NotAllowed: unless it is the applicant (or the machine for whoever holds the code) and the definition lets them
        choose, an officer whose step it is, or whoever helps at the counter.
    :raises NothingToArrange: if the step is over.
    :raises AlreadyBooked: if there is one; move that.
    :raises NoSuchSlot: if the office does not offer that time.
    :raises SlotTaken: if somebody was quicker.
    """
    meeting = places.meeting_of(step_id)
    policies.require_arranger(by, meeting)
    if not _lock(meeting, at=at):
        raise NothingToArrange
    if Appointment.objects.filter(step_id=step_id, state="booked").exists():
        raise AlreadyBooked
    place = _offered(meeting, office, starts_at, at=at)
    made = Appointment(
        case_id=meeting.step.case_id,
        step_id=step_id,
        party_id=meeting.step.applicant_id,
        kind=meeting.kind,
        desk=meeting.desk,
        booked_at=at,
    )
    _put(made, meeting, place, starts_at)
    _tell(made, meeting, place, by=by, at=at, what="booked")
    return made.id


@transaction.atomic
def move_appointment(*, by: Actor, at: datetime, appointment_id: UUID, office: str, starts_at: datetime) -> None:
    """
    Keep another time instead. The old one is free the same moment.

    :raises NotAllowed: as for booking.
    :raises TooLateToChange: if it has begun, was held or was cancelled.
    :raises NoSuchSlot: if the office does not offer that time.
    :raises SlotTaken: if somebody was quicker.
    """
    row, meeting = _changeable(appointment_id, by=by, at=at)
    place = _offered(meeting, office, starts_at, at=at)
    _put(row, meeting, place, starts_at)
    _tell(row, meeting, place, by=by, at=at, what="moved")


@transaction.atomic
def cancel_appointment(*, by: Actor, at: datetime, appointment_id: UUID) -> None:
    """
    Give the time back; whoever must arrange the meeting can choose another one.

    :raises NotAllowed: as for booking.
    :raises TooLateToChange: if it has begun, was held or was cancelled.
    """
    row, meeting = _changeable(appointment_id, by=by, at=at)
    Appointment.objects.filter(id=row.id).update(state="cancelled", ended_at=at)
    if meeting.kind == "meet":
        casework.pass_turn(by=MACHINE, at=at, step_id=row.step_id, to="applicant")
    casework.add_entry(by=MACHINE, at=at, case_id=row.case_id, kind="appointment-cancelled", values=_when(row))
    audit.record(by=by, at=at, action="appointments.cancelled", subject_id=row.id, case_id=row.case_id)


@transaction.atomic
def close_appointment(*, at: datetime, step_id: UUID) -> None:
    """The step is over: what has begun was held, what has not is cancelled. Harmless when repeated."""
    booked = Appointment.objects.filter(step_id=step_id, state="booked")
    booked.filter(starts_at__lte=at).update(state="held", ended_at=at)
    booked.filter(starts_at__gt=at).update(state="cancelled", ended_at=at)


def _lock(meeting: Meeting, *, at: datetime) -> bool:
    """
    Whether the step still waits; from now on it cannot end under our hands. It becomes the officer's turn, unless what
    follows is refused.
    """
    if meeting.kind not in ("meet", "inspect"):
        return False
    casework.pass_turn(by=MACHINE, at=at, step_id=meeting.step.step_id, to="officer")
    return cases.is_step_open(meeting.step.step_id)


def _changeable(appointment_id: UUID, *, by: Actor, at: datetime) -> tuple[Appointment, Meeting]:
    step_id = Appointment.objects.filter(id=appointment_id).values_list("step_id", flat=True).first()
    if step_id is None:
        raise NotFound
    meeting = places.meeting_of(step_id)
    policies.require_arranger(by, meeting)
    is_open = _lock(meeting, at=at)
    row = Appointment.objects.select_for_update().get(id=appointment_id)
    if row.state != "booked" or row.starts_at <= at or not is_open:
        raise TooLateToChange
    return row, meeting


def _offered(meeting: Meeting, office: str, starts_at: datetime, *, at: datetime) -> OfficeView:
    """The office, if it offers that time. :raises NoSuchSlot:"""
    place = next((each for each in places.offices_of(meeting) if each.code == office), None)
    if place is None or starts_at not in places.starts_of(meeting, place, [local_date(starts_at)], at=at):
        raise NoSuchSlot
    return place


def _put(row: Appointment, meeting: Meeting, place: OfficeView, starts_at: datetime) -> None:
    """Into the first free lane; when somebody else comes into it at the same moment, the database says so."""
    ends_at = starts_at + meeting.length
    given = places.taken(place.code, meeting.desk, starts_at, ends_at, but=row.id)
    lane = rules.free_lane(starts_at, ends_at, meeting.wanted.at_once, given)
    if lane is None:
        raise SlotTaken
    row.office, row.lane, row.starts_at, row.ends_at = place.code, lane, starts_at, ends_at
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        if "appointments_one_for_each_step" in str(clash):
            raise AlreadyBooked from None
        if "appointments_never_given_twice" in str(clash):
            raise SlotTaken from None
        raise


def _tell(row: Appointment, meeting: Meeting, place: OfficeView, *, by: Actor, at: datetime, what: str) -> None:
    casework.add_entry(
        by=MACHINE, at=at, case_id=row.case_id, kind=f"appointment-{what}",
        values={**_when(row), "office_name": place.name},
    )  # fmt: skip
    audit.record(by=by, at=at, action=f"appointments.{what}", subject_id=row.id, case_id=row.case_id)
    with translation.override(meeting.step.language):
        values = {"when": moment(row.starts_at), "where": f"{place.name}, {place.address}"}
    casework.tell_applicant(
        by=MACHINE, at=at, step_id=row.step_id, message=meeting.wanted.message, values=values,
        again=f"{row.starts_at.isoformat()}:{row.office}",
    )  # fmt: skip


def _when(row: Appointment) -> dict[str, str]:
    return {"office": row.office, "starts_at": row.starts_at.isoformat(), "appointment": row.kind}
