"""Where and when the meeting of a step can be, from its definition, the office's hours and what is already given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from digigov.kernel.actor import system
from digigov.kernel.clock import local_date, local_zone
from digigov.kernel.paging import Page
from digigov.modules.appointments.definitions import AppointmentParameters
from digigov.modules.appointments.models import Appointment
from digigov.modules.appointments.rules import Taken, slots_of_day
from digigov.modules.casework import queries as casework
from digigov.modules.casework.ports import StepContext
from digigov.modules.organizations import queries as organizations
from digigov.modules.organizations.queries import OfficeView

MACHINE = system("appointments")
DAYS_AHEAD = 60


@dataclass(frozen=True, slots=True)
class Meeting:
    """A step that needs an appointment: what is known of it and what its definition says."""

    step: StepContext
    wanted: AppointmentParameters

    @property
    def kind(self) -> str:
        return self.step.definition.type

    @property
    def desk(self) -> str:
        return self.step.definition.role

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.wanted.minutes)


def meeting_of(step_id: UUID) -> Meeting:
    """:raises NotFound: if there is no such step."""
    step = casework.get_step(viewer=MACHINE, step_id=step_id)
    return Meeting(step, AppointmentParameters.model_validate(step.definition.parameters))


def offices_of(meeting: Meeting) -> tuple[OfficeView, ...]:
    """The offices that the definition names, or those of the step's organisation."""
    page = Page(size=100)
    if meeting.wanted.offices:
        return organizations.list_offices(page=page, codes=meeting.wanted.offices).items
    unit = meeting.step.definition.unit or meeting.step.unit
    return organizations.list_offices(page=page, unit=unit, kind="counter").items


def starts_of(meeting: Meeting, office: OfficeView, days: Iterable[date], *, at: datetime) -> tuple[datetime, ...]:
    """Every start on those days that the office works, from tomorrow to two months ahead, whether given or not."""
    first, last = local_date(at) + timedelta(days=1), local_date(at) + timedelta(days=DAYS_AHEAD)
    calendar = organizations.working_days()
    return tuple(
        start
        for day in days
        if first <= day <= last and calendar.is_open(day)
        for start in slots_of_day(office.hours, day, meeting.wanted.minutes, local_zone())
    )


def taken(office: str, desk: str, since: datetime, until: datetime, *, but: UUID | None = None) -> tuple[Taken, ...]:
    """What is given there between two moments, but for one appointment that is being moved."""
    rows = Appointment.objects.filter(
        office=office, desk=desk, state="booked", starts_at__lt=until, starts_at__gt=since - timedelta(days=1)
    )
    if but is not None:
        rows = rows.exclude(id=but)
    return tuple(Taken(each.starts_at, each.ends_at, each.lane) for each in rows)
