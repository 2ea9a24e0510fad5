"""What can be asked about appointments."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.errors import NotFound
from digigov.modules.appointments import places, policies, rules
from digigov.modules.appointments.models import Appointment
from digigov.modules.organizations import queries as organizations

DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """``address`` is the office's: of an inspection it is where the officer sets out."""

    id: UUID
    case_id: UUID
    step_id: UUID
    kind: str
    office: str
    office_name: str
    address: str
    starts_at: datetime
    ends_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class OfficeChoice:
    code: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class FreeDay:
    day: date
    starts: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be chosen for a step: offices, how long it takes, what to bring, and the appointment that stands."""

    case_id: UUID
    step_id: UUID
    kind: str
    title: str
    minutes: int
    bring: tuple[str, ...]
    offices: tuple[OfficeChoice, ...]
    booked: AppointmentView | None


def get_offer(*, viewer: Actor, step_id: UUID) -> Offer:
    """
    :raises NotFound: if there is no such step.
    :raises NotAllowed: unless the viewer may make the appointment.
    """
    meeting = places.meeting_of(step_id)
    policies.require_arranger(viewer, meeting)
    offices = tuple(OfficeChoice(each.code, each.name, each.address) for each in places.offices_of(meeting))
    return Offer(
        case_id=meeting.step.case_id,
        step_id=step_id,
        kind=meeting.kind,
        title=meeting.step.definition.title,
        minutes=meeting.wanted.minutes,
        bring=meeting.wanted.bring,
        offices=offices,
        booked=find_booked(step_id),
    )


def list_free_days(
    *, viewer: Actor, at: datetime, step_id: UUID, office: str, start: date | None = None
) -> tuple[FreeDay, ...]:
    """
    A week of days with the times that are still free, from ``start`` or from tomorrow.

    :raises NotFound: if there is no such step, or the office is none of its.
    :raises NotAllowed: unless the viewer may make the appointment.
    """
    meeting = places.meeting_of(step_id)
    policies.require_arranger(viewer, meeting)
    found = next((each for each in places.offices_of(meeting) if each.code == office), None)
    if found is None:
        raise NotFound
    first = max(start or date.min, local_date(at) + timedelta(days=1))
    days = tuple(first + timedelta(days=n) for n in range(DAYS_SHOWN))
    starts = places.starts_of(meeting, found, days, at=at)
    if not starts:
        return tuple(FreeDay(day, ()) for day in days)
    given = places.taken(office, meeting.desk, starts[0], starts[-1] + meeting.length)
    free = [each for each in starts if rules.free_lane(each, each + meeting.length, meeting.wanted.at_once, given)]
    return tuple(FreeDay(day, tuple(each for each in free if each.date() == day)) for day in days)


def find_booked(step_id: UUID) -> AppointmentView | None:
    """The appointment that stands for a step. Who may see it is for the caller to say."""
    row = Appointment.objects.filter(step_id=step_id, state="booked").first()
    return _view(row) if row else None


def may_arrange(*, viewer: Actor, step_id: UUID) -> bool:
    """Whether the viewer may choose, move and cancel the time. :raises NotFound: if there is no such step."""
    return policies.may_arrange(viewer, places.meeting_of(step_id))


def list_of_case(case_id: UUID) -> tuple[AppointmentView, ...]:
    """Every appointment of a case, newest first; never many. Who may see the case is for the caller to say."""
    return tuple(_view(each) for each in Appointment.objects.filter(case_id=case_id).order_by("-starts_at")[:20])


def _view(row: Appointment) -> AppointmentView:
    office = organizations.get_office(row.office)
    return AppointmentView(
        id=row.id,
        case_id=row.case_id,
        step_id=row.step_id,
        kind=row.kind,
        office=row.office,
        office_name=office.name,
        address=office.address,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=row.state,
    )
