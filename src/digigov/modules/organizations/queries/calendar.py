"""The calendar that is in force."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from digigov.kernel.clock import local_zone
from digigov.kernel.errors import NotFound
from digigov.kernel.once import once
from digigov.modules.organizations.definitions import Calendar, DaysCounted
from digigov.modules.organizations.models import CalendarEdition
from digigov.modules.organizations.rules import WorkingDays


def working_days() -> WorkingDays:
    """The calendar that is in force. :raises NotFound: if no pack was loaded."""
    newest = _newest()
    if newest is None:
        raise NotFound
    return _working_days(newest)


def deadline_after(at: datetime, working_days_ahead: int) -> datetime:
    """The end of the office day (16:30 local time), so many working days after that moment."""
    return working_days().deadline_after(at, working_days_ahead, zone=local_zone())


def last_day(since: date, days: int, *, counted: DaysCounted) -> date:
    """The last of so many days after one, of the calendar or of the offices."""
    return since + timedelta(days=days) if counted == "calendar" else working_days().add(since, days)


@once
def _newest() -> UUID | None:
    return CalendarEdition.objects.order_by("-loaded_at", "-id").values_list("id", flat=True).first()


@lru_cache(maxsize=4)
def _working_days(edition_id: UUID) -> WorkingDays:
    """An edition never changes, so each process reads it once."""
    edition = CalendarEdition.objects.get(id=edition_id)
    return WorkingDays(Calendar.model_validate(edition.definition))
