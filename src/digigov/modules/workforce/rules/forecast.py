"""
How many will come, by half hour, from how many came.

A day's number is ``level x trend x what that day of the week is like``; a half hour's is the day's number times its share of the day. Every figure
is a median, so that one strange day moves it little; a day that somebody has left out moves nothing. The interval holds what chance does
(a Poisson number) and how far whole days have strayed from their forecast (median absolute deviation, widened where days are few).
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from digigov.modules.workforce.rules.history import Day

LEAST_WEEKS = 2
TREND_FROM = 4  # weeks; of fewer a trend is chance
STEEPEST = 0.05  # a week, up or down
EIGHTY = 1.2816  # standard deviations on each side, for 4 of 5
MAD_TO_SD = 1.4826
LEAST_STRAY = 0.02
OF_A_HOLIDAY = 0.6  # of what that weekday is like: assumed until a holiday was seen
SURE = ((8, "good"), (4, "fair"), (LEAST_WEEKS, "rough"))


class TooLittleHistory(ValueError):
    """Less than two weeks of days that count."""

    def __init__(self, days: int) -> None:
        self.days = days
        super().__init__(f"{days} days of history; two weeks are the least")


@dataclass(frozen=True, slots=True)
class Expected:
    """Of one half hour: so many, in four of five cases between ``low`` and ``high``."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt. ``ratios``: a day of the week to the ordinary day; ``stray``: by how much whole days miss, as a share."""

    last: date
    weeks: float
    level: float
    trend: float  # a week, as a share
    ratios: tuple[float, ...]
    holiday: float
    holiday_is_assumed: bool
    shapes: tuple[tuple[float, ...], ...]  # of each day of the week, and of a holiday
    stray: float
    seconds: float  # the average time of a contact
    days: int

    @property
    def sure(self) -> str:
        return next((word for weeks, word in SURE if self.weeks >= weeks), "rough")


@dataclass(frozen=True, slots=True)
class Miss:
    """How the forecast did on weeks that it had not seen. ``off``: the sum of what it missed by, as a share of what came (WAPE)."""

    weeks: int
    days_off: float
    slots_off: float
    bias: float
    covered: float  # the share of half hours within the interval, which promises 0.8


def learn(
    days: Iterable[Day],
    *,
    holidays: Collection[date] = (),
    left_out: Collection[date] = (),
    least_weeks: int = LEAST_WEEKS,
) -> Model:
    """:raises TooLittleHistory: for less than two weeks that count."""
    kept = sorted((day for day in days if day.on not in left_out), key=lambda day: day.on)
    weeks = ((kept[-1].on - kept[0].on).days + 1) / 7 if kept else 0.0
    if weeks < least_weeks - 0.15 or len(kept) < least_weeks * 5:
        raise TooLittleHistory(len(kept))
    ordinary = [day for day in kept if day.on not in holidays]
    last = kept[-1].on
    trend = _trend(ordinary) if weeks >= TREND_FROM else 0.0
    flat = {day.on: day.total / _grown(trend, day.on, last) for day in kept}
    level, ratios = _level_and_ratios(ordinary, flat)
    seen = [flat[day.on] / (level * ratios[day.on.weekday()]) for day in kept if day.on in holidays and level]
    holiday = median(seen) if seen else OF_A_HOLIDAY
    strays = [
        flat[day.on] / (level * ratios[day.on.weekday()]) - 1 for day in ordinary if level and ratios[day.on.weekday()]
    ]
    handled = sum(day.handled for day in kept)
    return Model(
        last=last,
        weeks=weeks,
        level=level,
        trend=trend,
        ratios=ratios,
        holiday=holiday,
        holiday_is_assumed=not seen,
        shapes=_shapes(kept, holidays),
        stray=_stray(strays, weeks),
        seconds=sum(day.handled_seconds for day in kept) / handled if handled else 0.0,
        days=len(kept),
    )


def expect(model: Model, on: date, *, is_holiday: bool = False) -> tuple[Expected, ...]:
    """Each half hour of a day."""
    total = model.level * model.ratios[on.weekday()] * _grown(model.trend, on, model.last)
    total *= model.holiday if is_holiday else 1.0
    shape = model.shapes[7 if is_holiday else on.weekday()]
    return tuple(_around(total * share, model.stray) for share in shape)


def measure(
    days: Sequence[Day],
    *,
    weeks: int = 2,
    holidays: Collection[date] = (),
    left_out: Collection[date] = (),
) -> Miss | None:
    """
    Hold back the last weeks (one, where there are fewer than four), forecast them from those before, and say how far off it was.
    None where nothing would be left to learn from.
    """
    kept = sorted((day for day in days if day.on not in left_out), key=lambda day: day.on)
    if not kept:
        return None
    spans = (kept[-1].on - kept[0].on).days + 1
    weeks = weeks if spans >= 7 * (2 * weeks) else 1
    edge = kept[-1].on - timedelta(days=7 * weeks)
    try:
        model = learn([day for day in kept if day.on <= edge], holidays=holidays, least_weeks=1)
    except TooLittleHistory:
        return None
    return _missed(model, [day for day in kept if day.on > edge], holidays, weeks)


def _missed(model: Model, held: Sequence[Day], holidays: Collection[date], weeks: int) -> Miss | None:
    came = sum(day.total for day in held)
    if not came:
        return None
    days_off = slots_off = bias = 0.0
    inside = slots = 0
    for day in held:
        expected = expect(model, day.on, is_holiday=day.on in holidays)
        said = sum(each.mean for each in expected)
        days_off += abs(said - day.total)
        bias += said - day.total
        for each, found in zip(expected, day.offered, strict=True):
            slots_off += abs(each.mean - found)
            inside += each.low <= found <= each.high
            slots += 1
    return Miss(weeks, days_off / came, slots_off / came, bias / came, inside / slots)


def _around(mean: float, stray: float) -> Expected:
    spread = EIGHTY * math.sqrt(mean + (stray * mean) ** 2)
    return Expected(mean, max(0.0, mean - spread), mean + spread)


def _grown(trend: float, on: date, last: date) -> float:
    """Against the last day of the history. What lies ahead grows half as fast each month on: trends do not last."""
    weeks = (on - last).days / 7
    ahead = 4 * (1 - 0.5 ** (weeks / 4)) / math.log(2) if weeks > 0 else weeks
    return float((1 + trend) ** ahead)


def _trend(days: Sequence[Day]) -> float:
    """The median of all slopes between the same weekdays of different weeks (Theil and Sen), on the logarithm."""
    slopes = [
        math.log(later.total / earlier.total) / ((later.on - earlier.on).days / 7)
        for number, earlier in enumerate(days)
        for later in days[number + 1 :]
        if later.on.weekday() == earlier.on.weekday() and earlier.total and later.total
    ]
    found = math.exp(median(slopes)) - 1 if slopes else 0.0
    return max(-STEEPEST, min(STEEPEST, found))


def _level_and_ratios(days: Sequence[Day], flat: dict[date, float]) -> tuple[float, tuple[float, ...]]:
    by_weekday = defaultdict(list)
    for day in days:
        by_weekday[day.on.weekday()].append(flat[day.on])
    middles = {weekday: median(found) for weekday, found in by_weekday.items()}
    level = sum(middles.values()) / len(middles) if middles else 0.0
    ratios = tuple(middles.get(weekday, level) / level if level else 0.0 for weekday in range(7))
    return level, ratios


def _shapes(days: Sequence[Day], holidays: Collection[date]) -> tuple[tuple[float, ...], ...]:
    """
    How a day spreads over its half hours. Each day of the week leans on the others of its kind (working day, weekend) as if they
    were four more weeks of it, since one half hour of one weekday is few calls.
    """
    week = [[day for day in days if day.on.weekday() == number and day.on not in holidays] for number in range(7)]
    kinds = [[day for number in range(5) for day in week[number]], [*week[5], *week[6]]]
    everything = [*kinds[0], *kinds[1]] or list(days)
    shapes = []
    for number in range(7):
        kind = _shape(kinds[0] if number < 5 else kinds[1]) or _shape(everything)
        own = _shape(week[number])
        weight = len(week[number]) / (len(week[number]) + 4) if own else 0.0
        shapes.append(tuple(weight * a + (1 - weight) * b for a, b in zip(own or kind, kind, strict=True)))
    off = _shape([day for day in days if day.on in holidays])
    return (*shapes, off or shapes[6])


def _shape(days: Sequence[Day]) -> tuple[float, ...]:
    """The middle of each half hour's share, made to add up to one."""
    shares = [[part / day.total for part in day.offered] for day in days if day.total]
    if not shares:
        return ()
    # a mean without the outermost tenth on either side: the median of small whole numbers would be too coarse
    cut = len(shares) // 10
    middles = []
    for slot in zip(*shares, strict=True):
        inner = sorted(slot)[cut : len(slot) - cut]
        middles.append(sum(inner) / len(inner))
    whole = sum(middles)
    return tuple(each / whole for each in middles) if whole else tuple(1 / len(middles) for _each in middles)


def _stray(strays: Sequence[float], weeks: float) -> float:
    if not strays:
        return 0.5
    middle = median(strays)
    spread = MAD_TO_SD * median(abs(each - middle) for each in strays)
    return max(LEAST_STRAY, spread) * (1 + 2 / max(weeks, 1))
