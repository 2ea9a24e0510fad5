"""Whether somebody was where the plan said, minute by minute: a shift against the states that the contact centre saw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

AT_WORK = frozenset({"ready", "busy", "wrap-up"})
ON_BREAK = frozenset({"break"})
GRACE = timedelta(minutes=5)  # a call that runs on is no lateness


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when until when somebody was in a state: ``ready``, ``busy``, ``wrap-up``, ``break``, ``away``, ``off``."""

    state: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """A shift with its breaks, as moments."""

    begins: datetime
    ends: datetime
    breaks: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Adherence:
    """
    ``kept``: the share of the shift's minutes spent as planned, working or on a break. ``late`` and ``early`` are minutes missing
    at its two ends, ``over`` break minutes more than planned, ``away`` minutes in no state of work within it. None was not seen at all.
    """

    kept: float
    late: int = 0
    early: int = 0
    over: int = 0
    away: int = 0
    was_seen: bool = True

    @property
    def is_well(self) -> bool:
        return self.was_seen and not (self.late or self.early or self.over)


def adherence_of(planned: Planned, seen: Iterable[Stretch], *, until: datetime | None = None) -> Adherence:
    """``until``: now, when the shift is still going on; what is ahead counts for nothing."""
    ends = min(planned.ends, until) if until else planned.ends
    states = _within(sorted(seen, key=lambda each: each.begins), planned.begins, ends)
    length = (ends - planned.begins).total_seconds()
    if length <= 0:
        return Adherence(1.0)
    present = [each for each in states if each.state in AT_WORK | ON_BREAK]
    if not present:
        return Adherence(0.0, away=round(length / 60), was_seen=False)
    working = [each for each in states if each.state in AT_WORK]
    resting = [each for each in states if each.state in ON_BREAK]
    breaks = [Stretch("break", *each) for each in planned.breaks if each[0] < ends]
    breaks = _within(breaks, planned.begins, ends)
    as_planned = _overlap(resting, breaks) + sum(map(_seconds, working)) - _overlap(working, breaks)
    is_over = until is None or until >= planned.ends
    first, last = present[0].begins - planned.begins, ends - max(each.ends for each in present)
    over = timedelta(seconds=sum(map(_seconds, resting)) - sum(map(_seconds, breaks)))
    gone = timedelta(seconds=length - sum(map(_seconds, present))) - first - last
    return Adherence(
        kept=min(1.0, as_planned / length),
        late=_minutes(first),
        early=_minutes(last) if is_over else 0,
        over=_minutes(over),
        away=max(0, round(gone.total_seconds() / 60)),
    )


def _within(stretches: Iterable[Stretch], begins: datetime, ends: datetime) -> list[Stretch]:
    """What lies inside, with overlaps cut off, so that no minute counts twice."""
    found: list[Stretch] = []
    for each in stretches:
        start = max(each.begins, begins, found[-1].ends if found else begins)
        end = min(each.ends, ends)
        if start < end:
            found.append(Stretch(each.state, start, end))
    return found


def _overlap(one: Sequence[Stretch], other: Sequence[Stretch]) -> float:
    return sum(max(0.0, (min(a.ends, b.ends) - max(a.begins, b.begins)).total_seconds()) for a in one for b in other)


def _seconds(each: Stretch) -> float:
    return (each.ends - each.begins).total_seconds()


def _minutes(length: timedelta) -> int:
    """Whole minutes; less than the grace is none."""
    return round(length.total_seconds() / 60) if length > GRACE else 0
