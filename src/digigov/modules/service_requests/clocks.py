"""When a request is due, in the working hours of the unit that answers it."""

from datetime import datetime, time

from digigov.kernel.clock import local_zone
from digigov.kernel.paging import Page
from digigov.modules.casework import commands as casework
from digigov.modules.catalog.definitions import RequestPlan
from digigov.modules.organizations import queries as organizations
from digigov.modules.service_requests import rules
from digigov.modules.service_requests.models import Request
from digigov.modules.service_requests.reading import MACHINE, category_of

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def week_of(unit: str) -> rules.Week:
    """The hours of the unit's first counter that says some, or those usual in government."""
    for office in organizations.list_offices(unit=unit, kind="counter", page=Page(size=20)):
        if office.unit == unit and office.hours:
            found: dict[int, list[tuple[time, time]]] = {}
            for row in office.hours:
                for day in row["days"]:
                    hours = (time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]))
                    found.setdefault(DAYS.index(day), []).append(hours)
            return found
    return rules.USUAL


def due_after(at: datetime, hours: float, *, unit: str) -> datetime:
    is_open = organizations.working_days().is_open
    return rules.after_hours(at, hours, week=week_of(unit), is_open=is_open, zone=local_zone())


def begin(request: Request, *, at: datetime, answer_too: bool = True) -> None:
    """The clocks of a unit that has it from now on; the promise to the citizen is not pushed out by forwarding."""
    clock = category_of(request).clock
    request.acknowledge_due_at = due_after(at, clock.acknowledge, unit=request.unit)
    request.act_due_at = due_after(at, clock.act, unit=request.unit)
    if answer_too:
        request.answer_due_at = due_after(at, clock.answer, unit=request.unit)


def due_of(request: Request) -> datetime | None:
    """What runs now; nothing while the citizen is asked, or it is done."""
    if request.asked_at is not None:
        return None
    return {
        rules.OPEN: request.acknowledge_due_at,
        rules.ACKNOWLEDGED: request.act_due_at,
        rules.IN_HAND: request.answer_due_at,
    }.get(request.state)


def watch(request: Request, plan: RequestPlan, *, at: datetime) -> None:
    """When the ladder's next rung is told, and the same clock for the queue; does not save."""
    due = due_of(request)
    request.watch_at = None
    if due is not None and request.rung < len(plan.ladder):
        after = plan.ladder[request.rung].after
        request.watch_at = due_after(due, after, unit=request.unit) if after else due
    if request.step_id:
        casework.set_clock(by=MACHINE, at=at, step_id=request.step_id, due_at=due, is_escalated=request.rung > 0)
