"""When a step is due, and when its clock must be looked at."""

from dataclasses import dataclass
from datetime import datetime

from digigov.kernel.clock import local, local_date
from digigov.modules.casework.definitions import Step
from digigov.modules.organizations import queries as organizations


@dataclass(frozen=True, slots=True)
class Clock:
    due_at: datetime | None
    watch_at: datetime | None


def clock_of(step: Step, *, at: datetime) -> Clock:
    """The deadline of a step that begins now; watched from the day of its reminder, or from the deadline itself."""
    if step.within is None:
        return Clock(None, None)
    due = organizations.deadline_after(at, step.within)
    if step.missed is None:
        return Clock(due, None)
    if step.missed.remind_before is None:
        return Clock(due, due)
    day = organizations.working_days().subtract(local_date(due), step.missed.remind_before)
    return Clock(due, local(due).replace(year=day.year, month=day.month, day=day.day))


def days_after(at: datetime, working_days: int | None) -> datetime | None:
    return None if working_days is None else organizations.deadline_after(at, working_days)
