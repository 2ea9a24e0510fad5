"""
A day played through: contacts come, wait, hang up or are answered, and agents come, go and take breaks. It knows nothing of Erlang's
formulas, and so checks them.

An agent whose break begins, or whose shift ends, first finishes the contact in hand. Languages are pooled.
"""

import heapq
import math
import random
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean, stdev

QUARTER = 900.0


@dataclass(frozen=True, slots=True)
class Times:
    """How long something lasts: on average ``seconds``, spread like an exponential time, or like a lognormal one."""

    seconds: float
    kind: str = "exponential"  # exponential · lognormal
    spread: float = 1.0  # standard deviation to mean, of a lognormal time

    def draw(self, chance: random.Random) -> float:
        if self.kind == "exponential":
            return chance.expovariate(1 / self.seconds)
        sigma = math.sqrt(math.log(1 + self.spread**2))
        return chance.lognormvariate(math.log(self.seconds) - sigma**2 / 2, sigma)


@dataclass(frozen=True, slots=True)
class Line:
    """One channel for a day, in quarters of an hour: how many come, how many can be served at once, and how fast they should be."""

    arrivals: tuple[float, ...]
    places: tuple[int, ...]
    service: Times
    seconds: float  # in time if answered within
    patience: Times | None = None


@dataclass(frozen=True, slots=True)
class Played:
    """How one day went. ``wait``: the average of all who were answered."""

    came: int
    in_time: int
    gave_up: int
    wait: float

    @property
    def share(self) -> float:
        return self.in_time / self.came if self.came else 1.0


@dataclass(frozen=True, slots=True)
class Result:
    """Over many days of the same kind. ``give``: within how much the share is known, in 19 of 20 such runs."""

    days: int
    came: float
    share: float
    give: float
    worst: float
    best: float
    gave_up: float
    wait: float


def play(line: Line, *, seed: int) -> Played:
    """One day. The same seed gives the same day."""
    chance = random.Random(seed)  # noqa: S311 - a simulation, no secret
    busy: list[float] = []  # when each contact in hand ends
    queue: deque[tuple[float, float]] = deque()  # came, leaves
    in_time = gave_up = answered = 0
    waited = 0.0

    def serve(at: float, places: int) -> None:
        nonlocal in_time, gave_up, answered, waited
        while queue and len(busy) < places:
            came, leaves = queue.popleft()
            if leaves <= at:
                gave_up += 1
                continue
            heapq.heappush(busy, at + line.service.draw(chance))
            answered += 1
            waited += at - came
            in_time += at - came <= line.seconds

    arrivals = _arrivals(line.arrivals, chance)
    for at, kind in _moments(arrivals, len(line.places), busy):
        places = line.places[min(int(at // QUARTER), len(line.places) - 1)]
        if kind == "ends":
            heapq.heappop(busy)
        elif kind == "comes":
            patience = line.patience.draw(chance) if line.patience else math.inf
            queue.append((at, at + patience))
        serve(at, places)
    gave_up += len(queue)  # closed before anybody answered
    return Played(len(arrivals), in_time, gave_up, waited / answered if answered else 0.0)


def play_many(line: Line, *, days: int, seed: int = 1) -> Result:
    """Many such days, each with a seed of its own."""
    played = [play(line, seed=seed * 100_003 + number) for number in range(days)]
    came, gave_up = sum(each.came for each in played), sum(each.gave_up for each in played)
    shares = [each.share for each in played]
    return Result(
        days=days,
        came=came / days,
        share=sum(each.in_time for each in played) / came if came else 1.0,
        give=1.96 * stdev(shares) / math.sqrt(days) if days > 1 else 1.0,
        worst=min(shares),
        best=max(shares),
        gave_up=gave_up / came if came else 0.0,
        wait=mean(each.wait for each in played),
    )


def _arrivals(rates: Sequence[float], chance: random.Random) -> list[float]:
    """Poisson: each quarter of an hour at its own rate."""
    found = []
    for number, rate in enumerate(rates):
        at = 0.0
        while rate > 0:
            at += chance.expovariate(rate / QUARTER)
            if at >= QUARTER:
                break
            found.append(number * QUARTER + at)
    return found


def _moments(arrivals: Sequence[float], quarters: int, busy: list[float]) -> Iterator[tuple[float, str]]:
    """Whatever happens next: somebody comes, a contact ends, or the number of places changes; until the doors close."""
    changes = [number * QUARTER for number in range(quarters)]
    ahead = sorted([(at, "comes") for at in arrivals] + [(at, "changes") for at in changes])
    for at, kind in ahead:
        while busy and busy[0] <= at:
            yield busy[0], "ends"
        yield at, kind
    while busy and busy[0] < quarters * QUARTER:
        yield busy[0], "ends"
