"""What planning reads of others: who the agents are, what has come, which days are holidays."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from digigov.kernel.adapters import adapter
from digigov.kernel.clock import local_date, local_zone
from digigov.modules.organizations import queries as organizations
from digigov.modules.workforce.definitions import workforce
from digigov.modules.workforce.models import Agent, Leave, LeftOutDay, Shift, Wish
from digigov.modules.workforce.ports import CHANNELS
from digigov.modules.workforce.rules import forecast
from digigov.modules.workforce.rules.history import Day, days_of
from digigov.modules.workforce.rules.needs import Aims, Need, Work, needs_of_day
from digigov.modules.workforce.rules.shifts import Break, Person, Worked
from digigov.modules.workforce.rules.shifts import Wish as Wished

WEEK = timedelta(days=7)
ORDINARY = {"voice": 180.0, "chat": 480.0, "mail": 300.0}  # seconds, assumed where nothing was handled yet


@dataclass(frozen=True, slots=True)
class Learnt:
    """The models of each channel, and how they did on weeks held back; None of a channel that has too little history."""

    models: dict[str, forecast.Model | None]
    misses: dict[str, forecast.Miss | None]
    days: int
    is_made_up: bool

    @property
    def main(self) -> forecast.Model | None:
        return self.models["voice"]


def monday_of(on: date) -> date:
    return on - timedelta(days=on.weekday())


def agents(at: datetime) -> tuple[UUID, ...]:
    """Everybody who holds an agent's post now, in a fixed order."""
    found = workforce()
    holders = organizations.list_holders(role=found.role, unit=found.unit, at=at)
    return tuple(dict.fromkeys(holder.party_id for holder in holders if holder.unit == found.unit))


def holidays(since: date, until: date) -> frozenset[date]:
    """Public holidays; the centre works on them."""
    calendar = organizations.working_days()
    return frozenset(
        day for year in range(since.year, until.year + 1) for day in calendar.holidays(year) if since <= day <= until
    )


def history(channel: str, at: datetime, *, language: str = "") -> list[Day]:
    """The whole days of the last weeks."""
    found = workforce()
    until = datetime.combine(local_date(at), datetime.min.time(), local_zone())
    since = until - found.weeks * WEEK
    intervals = adapter("contact-history").intervals(channel, language, since, until)
    return days_of(intervals, hours=found.hours, zone=local_zone())


def learn(at: datetime) -> Learnt:
    left_out = frozenset(LeftOutDay.objects.values_list("on", flat=True))
    models: dict[str, forecast.Model | None] = {}
    misses: dict[str, forecast.Miss | None] = {}
    days = 0
    for channel in CHANNELS:
        seen = history(channel, at)
        off: Collection[date] = holidays(seen[0].on, seen[-1].on) if seen else ()
        try:
            models[channel] = forecast.learn(seen, holidays=off, left_out=left_out)
            misses[channel] = forecast.measure(seen, holidays=off, left_out=left_out)
        except forecast.TooLittleHistory:
            models[channel], misses[channel] = None, None
        days = max(days, len(seen))
    return Learnt(models, misses, days, adapter("contact-history").check().rehearsal_only)


def work_of(learnt: Learnt, on: date) -> tuple[Work, ...]:
    """What each half hour of a day is expected to bring; nothing of a channel without history."""
    is_holiday = on in holidays(on, on)
    slots = workforce().hours.slots
    means: dict[str, list[float]] = {}
    seconds: dict[str, float] = {}
    for channel in CHANNELS:
        model = learnt.models[channel]
        expected = forecast.expect(model, on, is_holiday=is_holiday) if model else ()
        means[channel] = [each.mean for each in expected] or [0.0] * slots
        seconds[channel] = (model.seconds if model else 0) or ORDINARY[channel]
    return tuple(
        Work(voice, seconds["voice"], chat, seconds["chat"], mail, seconds["mail"])
        for voice, chat, mail in zip(means["voice"], means["chat"], means["mail"], strict=True)
    )


def needs_of(learnt: Learnt, on: date, aims: Aims) -> tuple[Need, ...]:
    return needs_of_day(work_of(learnt, on), aims)


def people_for(starts_on: date, at: datetime) -> tuple[Person, ...]:
    """Everybody who can be planned that week, with leave, wishes and the shifts of the week before."""
    everyone = agents(at)
    known = Agent.objects.in_bulk(everyone)
    week = [starts_on + timedelta(days=n) for n in range(7)]
    leaves = Leave.objects.filter(state="granted", first_on__lte=week[-1], last_on__gte=week[0], party_id__in=everyone)
    absent: dict[UUID, set[int]] = {}
    for leave in leaves:
        days = {n for n, day in enumerate(week) if leave.first_on <= day <= leave.last_on}
        absent.setdefault(leave.party_id, set()).update(days)
    wishes: dict[UUID, set[Wished]] = {}
    for wish in Wish.objects.filter(on__range=(week[0], week[-1]), party_id__in=everyone):
        wishes.setdefault(wish.party_id, set()).add(Wished((wish.on - starts_on).days, wish.kind))
    sunday = starts_on - timedelta(days=1)
    before = {
        shift.party_id: (worked(shift, starts_on),)
        for shift in Shift.objects.filter(is_in_force=True, on=sunday, party_id__in=everyone)
    }
    return tuple(
        Person(
            str(each),
            frozenset(known[each].languages if each in known else ("en",)),
            known[each].weekly_minutes if each in known else None,
            frozenset(absent.get(each, ())),
            frozenset(wishes.get(each, ())),
            before.get(each, ()),
        )
        for each in everyone
    )


def worked(shift: Shift, starts_on: date) -> Worked:
    """A row as the rules have it."""
    begins, ends = (minute_of(each) for each in (shift.starts_at, shift.ends_at))
    breaks = tuple(Break(*each) for each in shift.breaks)
    return Worked(str(shift.party_id), (shift.on - starts_on).days, begins, ends, breaks)


def minute_of(at: datetime) -> int:
    here = at.astimezone(local_zone())
    return here.hour * 60 + here.minute


def moment(on: date, minute: int) -> datetime:
    return datetime.combine(on, datetime.min.time(), local_zone()) + timedelta(minutes=minute)


def needs_as_kept(needs: Sequence[Sequence[Need]], least: int) -> list[list[int]]:
    """Agents by day and half hour; never fewer than the least, so that nobody sits alone."""
    return [[max(least, each.agents) for each in day] for day in needs]
