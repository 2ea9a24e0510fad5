"""What is expected and how many agents that needs; what if; and a day played through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from digigov.kernel.actor import Actor
from digigov.kernel.paging import Page, PageOf
from digigov.modules.workforce import policies, reading
from digigov.modules.workforce.definitions import workforce
from digigov.modules.workforce.models import LeftOutDay, Shift
from digigov.modules.workforce.rules import forecast
from digigov.modules.workforce.rules.erlang import (
    Load,
    Outlook,
    Target,
    agents_needed,
    outlook,
    outlook_of_impatient,
    with_shrinkage,
)
from digigov.modules.workforce.rules.needs import Need, Promise, Seats, Work, promise_of, share_out
from digigov.modules.workforce.rules.roster import seats
from digigov.modules.workforce.rules.simulation import Line, Result, Times, play_many

DAYS_PLAYED = 40


@dataclass(frozen=True, slots=True)
class DayNeed:
    """A day ahead: by half hour what is expected of the telephone, all the work, and the agents needed."""

    on: date
    is_holiday: bool
    calls: tuple[forecast.Expected, ...]
    work: tuple[Work, ...]
    needs: tuple[Need, ...]
    minutes: tuple[int, ...]

    @property
    def rows(self) -> tuple[tuple[int, forecast.Expected | None, Work, Need], ...]:
        calls = self.calls or (None,) * len(self.work)
        return tuple(zip(self.minutes, calls, self.work, self.needs, strict=True))


@dataclass(frozen=True, slots=True)
class Forecast:
    """``models`` and ``misses`` by channel; None where there is too little history."""

    models: Mapping[str, forecast.Model | None]
    misses: Mapping[str, forecast.Miss | None]
    days: int
    is_made_up: bool
    day: DayNeed | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """How many for a load and a target, one fewer and one more beside it; and who would give up."""

    load: Load
    target: Target
    needed: Outlook
    on_shift: int
    around: tuple[tuple[Outlook | None, Outlook], ...]  # Erlang C (None: it cannot hold), Erlang A


@dataclass(frozen=True, slots=True)
class PlayedDay:
    """
    A day as the plan in force (or the draft) staffs it: what Erlang C says, what happened when it was played with nobody hanging up, and with callers
    whose patience ends.
    """

    on: date
    people: int
    contacts: float
    promise: Promise
    patient: Result
    impatient: Result
    chat: Result
    patience: int
    seconds: float
    is_draft: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    on: date
    reason: str
    said_at: datetime


def get_forecast(*, viewer: Actor, at: datetime, on: date) -> Forecast:
    """:raises NotAllowed: unless the viewer plans."""
    policies.require_planner(viewer)
    learnt, found = reading.learn(at), workforce()
    day = None
    if learnt.main is not None:
        work = reading.work_of(learnt, on)
        is_holiday = on in reading.holidays(on, on)
        day = DayNeed(
            on=on,
            is_holiday=is_holiday,
            calls=forecast.expect(learnt.main, on, is_holiday=is_holiday),
            work=work,
            needs=reading.needs_of(learnt, on, found.aims()),
            minutes=tuple(found.hours.minute_of(slot) for slot in range(found.hours.slots)),
        )
    return Forecast(learnt.models, learnt.misses, learnt.days, learnt.is_made_up, day)


def what_if(*, viewer: Actor, load: Load, target: Target) -> WhatIf:
    """:raises NotAllowed: unless the viewer plans. :raises Unreadable: for more than can be seated."""
    policies.require_planner(viewer)
    found = workforce()
    needed = agents_needed(load, target)
    around = []
    for agents in range(max(1, needed.agents - 2), needed.agents + 3):
        by_c = agents_or_none(load, agents, target.seconds)
        around.append((by_c, outlook_of_impatient(load, agents, target.seconds, found.patience)))
    return WhatIf(load, target, needed, with_shrinkage(needed.agents, found.shrinkage), tuple(around))


def agents_or_none(load: Load, agents: int, seconds: float) -> Outlook | None:
    """None where the queue would grow without end."""
    return outlook(load, agents, seconds) if agents > load.erlangs else None


def play_day(*, viewer: Actor, at: datetime, on: date, days: int = DAYS_PLAYED, seed: int = 1) -> PlayedDay | None:
    """
    The day played through so many times; None if nobody is planned on it, or there is no forecast.

    :raises NotAllowed: unless the viewer plans.
    """
    policies.require_planner(viewer)
    learnt, found = reading.learn(at), workforce()
    monday = reading.monday_of(on)
    shifts = list(Shift.objects.filter(on=on, week__state="draft")) or list(
        Shift.objects.filter(on=on, is_in_force=True)
    )
    if not shifts or learnt.main is None:
        return None
    is_draft = not shifts[0].is_in_force
    there = seats([reading.worked(each, monday) for each in shifts], found.hours)
    work, aims = reading.work_of(learnt, on), found.aims()
    needs = reading.needs_of(learnt, on, aims)
    quarters = [work[n // 2] for n in range(len(there))]
    seated = [share_out(count, needs[n // 2]) for n, count in enumerate(there)]
    patient, impatient, chat = _played(quarters, seated, found.patience, days, seed)
    contacts = sum(each.calls + each.chats + each.mails for each in work)
    return PlayedDay(
        on, len(shifts), contacts, promise_of(quarters, seated, aims, patience=found.patience), patient, impatient, chat, found.patience,
        aims.voice.seconds, is_draft,
    )  # fmt: skip


def _played(
    quarters: list[Work], seated: list[Seats], patience: int, days: int, seed: int
) -> tuple[Result, Result, Result]:
    found = workforce()
    calls = tuple(each.calls / 2 for each in quarters)
    voice = tuple(each.voice for each in seated)
    service = Times(quarters[0].call_seconds)
    patient = play_many(Line(calls, voice, service, found.seconds), days=days, seed=seed)
    impatient = play_many(Line(calls, voice, service, found.seconds, Times(patience)), days=days, seed=seed)
    chats = Line(
        tuple(each.chats / 2 for each in quarters),
        tuple(each.chat * found.chats_at_once for each in seated),
        Times(quarters[0].chat_seconds),
        found.chat_seconds,
    )
    return patient, impatient, play_many(chats, days=days, seed=seed)


def list_left_out(*, viewer: Actor, page: Page) -> PageOf[LeftOut]:
    """The days that do not count, newest first. :raises NotAllowed: unless the viewer plans."""
    policies.require_planner(viewer)
    rows = LeftOutDay.objects.order_by("-on")
    return page.of(rows, lambda row: LeftOut(row.on, row.reason, row.said_at))
