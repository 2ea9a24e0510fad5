"""A centre with agents, its history in memory, and the contract that every history keeps."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.test import override_settings

from digigov.kernel.actor import Actor, Grant
from digigov.kernel.adapters import Health
from digigov.kernel.clock import local_date, local_zone
from digigov.modules.organizations.testing import make_holder, make_officer
from digigov.modules.parties.testing import make_person
from digigov.modules.workforce import policies
from digigov.modules.workforce.models import Shift, Week
from digigov.modules.workforce.ports import CHANNELS, History, Interval, Presence, Stretch
from digigov.modules.workforce.reading import moment

UNIT, ROLE = "police-records", "records-clerk"
SETTINGS = {"unit": UNIT, "role": ROLE}


class InMemory:
    """What a test put in; empty in the beginning. One for the process, as an adapter is: ``forget`` between tests."""

    kept: dict[tuple[str, str], list[Interval]] = {}
    seen: dict[tuple[UUID, date], list[Stretch]] = {}

    def intervals(self, channel: str, language: str, since: datetime, until: datetime) -> Sequence[Interval]:
        return [each for each in self.kept.get((channel, language), []) if since <= each.starts_at < until]

    def states(self, agent: UUID, day: date) -> Sequence[Stretch]:
        return self.seen.get((agent, day), [])

    def check(self) -> Health:
        return Health(True, "in memory")

    @classmethod
    def forget(cls) -> None:
        cls.kept, cls.seen = {}, {}


@contextmanager
def a_centre() -> Iterator[None]:
    """The criminal records office answers calls, and what has come is in memory."""
    path = f"{InMemory.__module__}.{InMemory.__qualname__}"
    adapters = {**settings.DIGIGOV_ADAPTERS, "contact-history": path, "agent-presence": path}
    InMemory.forget()
    with override_settings(DIGIGOV_WORKFORCE=SETTINGS, DIGIGOV_ADAPTERS=adapters):
        yield
    InMemory.forget()


def remember(*, until: datetime, weeks: int = 4, calls: int = 20, chats: int = 2, mails: int = 3) -> None:
    """As many contacts in each half hour of each day, up to that moment's day."""
    first = datetime.combine(local_date(until), time(7), local_zone()) - timedelta(weeks=weeks)
    for channel, count, seconds in zip(CHANNELS, (calls, chats, mails), (180.0, 480.0, 300.0), strict=True):
        InMemory.kept[channel, ""] = [
            Interval(first + timedelta(days=day, minutes=30 * slot), 30, count, count, count * seconds)
            for day in range(weeks * 7)
            for slot in range(24)
        ]


def make_agent(*, at: datetime | None = None) -> Actor:
    """Somebody who holds an agent's post, as the door would make them."""
    return make_officer(unit=UNIT, role=ROLE, party_id=make_person(), at=at)


def make_agents(count: int) -> list[UUID]:
    return [make_holder(unit=UNIT, role=ROLE, party_id=make_person()) for _each in range(count)]


def make_planner() -> Actor:
    """Somebody who plans, and is no agent."""
    made = make_officer(unit=UNIT, role="inspector", party_id=make_person())
    return replace(made, grants=made.grants | {Grant(policies.PLAN, UNIT)})


def make_week(
    starts_on: date, shifts: dict[tuple[UUID, int], tuple[int, int]], *, at: datetime, state: str = "in-force"
) -> Week:
    """A week with these shifts: whose, on which day of the week, from which hour to which; without breaks."""
    week = Week.objects.create(
        starts_on=starts_on, version=Week.objects.filter(starts_on=starts_on).count() + 1, state=state, needs=[[2] * 24] * 7,
        aims={"share": 0.8, "seconds": 20, "seed": 1, "sure": "fair", "made_up": False}, made_at=at,
        made_by_id=next(iter(shifts))[0], published_at=None if state == "draft" else at,
    )  # fmt: skip
    for (party_id, day), (begins, ends) in shifts.items():
        on = starts_on + timedelta(days=day)
        Shift.objects.create(
            week=week, party_id=party_id, on=on, starts_at=moment(on, begins * 60), ends_at=moment(on, ends * 60),
            is_in_force=state == "in-force",
        )  # fmt: skip
    return week


def keeps_the_contract(history: History, presence: Presence, *, at: datetime, agent: UUID, on: date) -> None:
    """What planning counts on, of every adapter."""
    assert isinstance(history.check(), Health)
    assert isinstance(presence.check(), Health)
    for channel in CHANNELS:
        found = history.intervals(channel, "", at - timedelta(weeks=3), at)
        assert [each.starts_at for each in found] == sorted(each.starts_at for each in found)
        assert all(each.starts_at.tzinfo and at - timedelta(weeks=3) <= each.starts_at < at for each in found)
        assert all(0 <= each.handled <= each.offered and 30 % each.minutes == 0 for each in found)
        assert all((each.handled_seconds > 0) == (each.handled > 0) for each in found)
        assert list(found) == list(history.intervals(channel, "", at - timedelta(weeks=3), at))
    states = presence.states(agent, on)
    assert all(each.begins < each.ends for each in states)
    assert all(one.ends <= other.begins for one, other in zip(states, states[1:], strict=False))
