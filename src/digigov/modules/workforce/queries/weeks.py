"""Weeks and shifts, agents, leave, wishes and swaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from digigov.kernel.actor import Actor
from digigov.kernel.clock import local_date
from digigov.kernel.paging import Page, PageOf
from digigov.modules.audit import commands as audit
from digigov.modules.audit.commands import Purpose
from digigov.modules.workforce import policies, reading
from digigov.modules.workforce.commands.agents import digest
from digigov.modules.workforce.definitions import workforce
from digigov.modules.workforce.models import Agent, Leave, Shift, Swap, Week, Wish
from digigov.modules.workforce.rules.roster import Gap, Question, gaps_of
from digigov.modules.workforce.rules.shifts import Person, Worked, faults_between

PLANNING = Purpose("plan-shifts")
AHEAD = timedelta(days=56)


@dataclass(frozen=True, slots=True)
class ShiftView:
    id: UUID
    party_id: UUID
    on: date
    starts_at: datetime
    ends_at: datetime
    breaks: tuple[tuple[int, int, str], ...]  # minutes of the day
    version: int = 0

    @property
    def begins(self) -> int:
        return reading.minute_of(self.starts_at)

    @property
    def ends(self) -> int:
        return reading.minute_of(self.ends_at)


@dataclass(frozen=True, slots=True)
class WeekView:
    """A version of a week: the shifts, where it falls short, and which people's weeks break a rule by now (party → codes)."""

    starts_on: date
    version: int
    state: str
    why: str
    made_at: datetime
    published_at: datetime | None
    share: float
    seconds: int
    sure: str
    is_made_up: bool
    needs: tuple[tuple[int, ...], ...]
    shifts: tuple[ShiftView, ...]
    gaps: tuple[Gap, ...]
    faults: dict[UUID, tuple[str, ...]]

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.starts_on + timedelta(days=n) for n in range(7))

    def of(self, party_id: UUID, on: date) -> ShiftView | None:
        return next((each for each in self.shifts if each.party_id == party_id and each.on == on), None)


@dataclass(frozen=True, slots=True)
class AgentView:
    party_id: UUID
    languages: tuple[str, ...]
    weekly_hours: float | None


@dataclass(frozen=True, slots=True)
class LeaveView:
    id: UUID
    party_id: UUID
    first_on: date
    last_on: date
    state: str
    may_take_back: bool = False


@dataclass(frozen=True, slots=True)
class SwapView:
    id: UUID
    party_id: UUID
    on: date
    other_id: UUID
    other_on: date
    state: str


def find_week(*, viewer: Actor, at: datetime, starts_on: date) -> WeekView | None:
    """
    The draft of a week, else what is in force; what people of it see is noted once a day.

    :raises NotAllowed: unless the viewer plans.
    """
    policies.require_planner(viewer)
    versions = Week.objects.filter(starts_on=reading.monday_of(starts_on))
    week = versions.filter(state="draft").first() or versions.filter(state="in-force").first()
    if week is None:
        return None
    rows = list(Shift.objects.filter(week=week).order_by("on", "starts_at", "party_id"))
    people = reading.people_for(week.starts_on, at)
    worked = [reading.worked(each, week.starts_on) for each in rows]
    _note(viewer, at, (row.party_id for row in rows))
    return WeekView(
        starts_on=week.starts_on, version=week.version, state=week.state, why=week.why, made_at=week.made_at,
        published_at=week.published_at, share=week.aims["share"], seconds=week.aims["seconds"], sure=week.aims["sure"],
        is_made_up=week.aims["made_up"], needs=tuple(tuple(day) for day in week.needs),
        shifts=tuple(map(_shift, rows)), gaps=_gaps(week, people, worked), faults=_faults(people, worked),
    )  # fmt: skip


def list_agents(*, viewer: Actor, at: datetime) -> tuple[AgentView, ...]:
    """Everybody who holds an agent's post; the centre has ten. :raises NotAllowed: unless the viewer plans."""
    policies.require_planner(viewer)
    everyone = reading.agents(at)
    known = Agent.objects.in_bulk(everyone)
    _note(viewer, at, everyone)
    return tuple(_agent(each, known.get(each)) for each in everyone)


def list_leaves(*, viewer: Actor, at: datetime, page: Page) -> PageOf[LeaveView]:
    """What waits for a yes, then what is granted and not over. :raises NotAllowed: unless the viewer plans."""
    policies.require_planner(viewer)
    rows = Leave.objects.filter(state__in=("asked", "granted"), last_on__gte=local_date(at))
    found = page.of(rows.order_by("state", "first_on", "id"), _leave)
    _note(viewer, at, (each.party_id for each in found))
    return found


def list_swaps(*, viewer: Actor, at: datetime, page: Page) -> PageOf[SwapView]:
    """What two agents have agreed on and waits for a yes. :raises NotAllowed: unless the viewer plans."""
    policies.require_planner(viewer)
    found = page.of(Swap.objects.filter(state="agreed").order_by("on", "id"), _swap)
    _note(viewer, at, (who for each in found for who in (each.party_id, each.other_id)))
    return found


def list_my_shifts(*, viewer: Actor, at: datetime, page: Page) -> PageOf[ShiftView]:
    """One's own, from today on. :raises NotAllowed: unless the viewer is an agent."""
    me = policies.require_agent(viewer)
    return page.of(_ahead(at).filter(party_id=me), _shift)


def shifts_of_others(*, viewer: Actor, at: datetime, page: Page) -> PageOf[ShiftView]:
    """Those of colleagues, from tomorrow on, to ask for: names and times, as on the plan on the wall. :raises NotAllowed: unless an agent asks."""
    me = policies.require_agent(viewer)
    return page.of(_ahead(at).filter(on__gt=local_date(at)).exclude(party_id=me), _shift)


def list_my_leaves(*, viewer: Actor, at: datetime, page: Page) -> PageOf[LeaveView]:
    """One's own, newest first. :raises NotAllowed: unless the viewer is an agent."""
    me = policies.require_agent(viewer)
    today = local_date(at)
    return page.of(Leave.objects.filter(party_id=me).order_by("-first_on", "-id"), lambda row: _leave(row, today))


def list_my_swaps(*, viewer: Actor, at: datetime, page: Page) -> PageOf[SwapView]:
    """What one asked and was asked, while a day of it is ahead. :raises NotAllowed: unless the viewer is an agent."""
    me = policies.require_agent(viewer)
    mine = Swap.objects.filter(party_id=me) | Swap.objects.filter(other_id=me)
    return page.of(mine.filter(on__gte=local_date(at)).order_by("on", "id"), _swap)


def my_wishes(*, viewer: Actor, at: datetime, page: Page) -> PageOf[tuple[date, str]]:
    """One's wishes for days ahead. :raises NotAllowed: unless the viewer is an agent."""
    me = policies.require_agent(viewer)
    rows = Wish.objects.filter(party_id=me, on__gt=local_date(at)).order_by("on")
    return page.of(rows, lambda row: (row.on, row.kind))


def has_feed(*, viewer: Actor) -> bool:
    """Whether one's calendar has an address. :raises NotAllowed: unless the viewer is an agent."""
    return Agent.objects.filter(party_id=policies.require_agent(viewer)).exclude(feed="").exists()


def shifts_by_feed(*, secret: str, at: datetime) -> tuple[ShiftView, ...] | None:
    """
    The shifts of whoever's calendar has this secret, of the last four weeks and all ahead (at most a hundred); None if it is nobody's, or whoever
    left the post.
    """
    agent = Agent.objects.filter(feed=digest(secret)).first()
    if agent is None or agent.party_id not in reading.agents(at):
        return None
    rows = Shift.objects.filter(
        party_id=agent.party_id, is_in_force=True, on__gte=local_date(at) - timedelta(days=28)
    ).select_related("week")
    return tuple(_shift(each) for each in rows.order_by("starts_at")[:100])


def _note(viewer: Actor, at: datetime, people: Iterable[UUID]) -> None:
    """Once a day for each of them."""
    audit.record_listed(by=viewer, at=at, purpose=PLANNING, subjects=people, action="workforce.shifts-seen")


def _ahead(at: datetime) -> QuerySet[Shift]:
    today = local_date(at)
    rows = Shift.objects.filter(is_in_force=True, on__gte=today, on__lte=today + AHEAD)
    return rows.select_related("week").order_by("starts_at", "id")


def _gaps(week: Week, people: Iterable[Person], worked: list[Worked]) -> tuple[Gap, ...]:
    found = workforce()
    needs = tuple(tuple(day) for day in week.needs)
    question = Question(needs, tuple(people), found.hours, found.terms, dict.fromkeys(found.languages, 1))
    return gaps_of(question, worked)


def _faults(people: Iterable[Person], worked: list[Worked]) -> dict[UUID, tuple[str, ...]]:
    """Leave granted since, a shift of the week before: what was well when it was planned may not be by now. Whoever left is one too."""
    known = {person.id: person for person in people}
    found: dict[UUID, tuple[str, ...]] = {}
    for who in dict.fromkeys(each.person for each in worked):
        own = [each for each in worked if each.person == who]
        faults = faults_between(known[who], own, workforce().terms) if who in known else ("no-agent",)
        if faults:
            found[UUID(who)] = faults
    return found


def _shift(row: Shift) -> ShiftView:
    breaks = tuple((each[0], each[1], each[2]) for each in row.breaks)
    return ShiftView(row.id, row.party_id, row.on, row.starts_at, row.ends_at, breaks, row.week.version)


def _agent(party_id: UUID, row: Agent | None) -> AgentView:
    if row is None:
        return AgentView(party_id, ("en",), None)
    return AgentView(party_id, tuple(row.languages), row.weekly_minutes / 60 if row.weekly_minutes else None)


def _leave(row: Leave, today: date | None = None) -> LeaveView:
    mine = today is not None and row.state in ("asked", "granted") and row.first_on > today
    return LeaveView(row.id, row.party_id, row.first_on, row.last_on, row.state, mine)


def _swap(row: Swap) -> SwapView:
    return SwapView(row.id, row.party_id, row.on, row.other_id, row.other_on, row.state)
