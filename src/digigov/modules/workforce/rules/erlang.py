"""
How many agents answer how fast: Erlang C (nobody hangs up) and Erlang A (callers hang up after a while).

Erlang C is the model by which agents are planned: A. K. Erlang 1917; the recursion for the loss formula keeps every number between
0 and 1, so that a thousand erlangs do not overflow. Erlang A (M/M/n+M) says how many give up: C. Palm 1957; O. Garnett, A. Mandelbaum,
M. Reiman, "Designing a call center with impatient customers", 2002. Times are in seconds; an erlang is one agent busy all the time.
"""

import math
from dataclasses import dataclass

MOST_AGENTS = 5_000


class TooFewAgents(ValueError):
    """As much work arrives as the agents can do, or more: by Erlang C the queue grows without end."""

    def __init__(self, load: float, agents: int) -> None:
        self.load, self.agents = load, agents
        super().__init__(f"{agents} agents cannot carry {load:.2f} erlangs: the queue would grow without end")


class Unreadable(ValueError):
    """A load, a time or a share that no contact centre has."""


@dataclass(frozen=True, slots=True)
class Load:
    """What arrives: ``rate`` contacts an hour, each of ``seconds`` (talking and writing up)."""

    rate: float
    seconds: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.rate) and math.isfinite(self.seconds) and self.rate >= 0 and self.seconds > 0):
            raise Unreadable("contacts an hour are 0 or more, and each takes more than 0 seconds")

    @property
    def erlangs(self) -> float:
        return self.rate * self.seconds / 3600


@dataclass(frozen=True, slots=True)
class Target:
    """So large a ``share`` of contacts is answered within so many ``seconds``; agents are busy at most ``occupancy`` of their time."""

    share: float = 0.8
    seconds: float = 20
    occupancy: float = 1.0

    def __post_init__(self) -> None:
        if not (0 < self.share < 1 and 0 <= self.seconds < math.inf and 0 < self.occupancy <= 1):
            raise Unreadable("a share lies between 0 and 1, and the seconds are 0 or more")


USUAL = Target()  # what the trade promises


@dataclass(frozen=True, slots=True)
class Outlook:
    """How it goes with so many agents. ``wait`` is the average over all, also those who do not wait (ASA)."""

    agents: int
    waits: float  # the share of those who wait at all
    in_time: float
    wait: float
    occupancy: float
    gives_up: float = 0.0


def loss(load: float, agents: int) -> float:
    """Erlang B: the share that finds all agents busy, if those who do went away."""
    share = 1.0
    for each in range(1, agents + 1):
        share = load * share / (each + load * share)
    return share


def waiting(load: float, agents: int) -> float:
    """Erlang C: the share that waits. :raises TooFewAgents: if the load is not below the agents."""
    if load == 0:
        return 0.0
    if agents <= load:
        raise TooFewAgents(load, agents)
    return _waiting(load, agents, loss(load, agents))


def outlook(load: Load, agents: int, seconds: float = 20) -> Outlook:
    """How it goes by Erlang C. :raises TooFewAgents: if the load is not below the agents."""
    return _outlook(load, agents, seconds, waiting(load.erlangs, agents))


def agents_needed(load: Load, target: Target = USUAL) -> Outlook:
    """
    The fewest agents with whom the target holds, and how it goes with them. No load needs nobody.

    :raises Unreadable: for more than a contact centre can seat.
    """
    if load.erlangs == 0:
        return Outlook(0, 0.0, 1.0, 0.0, 0.0)
    if load.erlangs > MOST_AGENTS / 2:
        raise Unreadable(f"more than {MOST_AGENTS // 2} agents busy at once")
    agents = math.floor(load.erlangs) + 1
    lost = loss(load.erlangs, agents)
    while True:
        found = _outlook(load, agents, target.seconds, _waiting(load.erlangs, agents, lost))
        if found.in_time >= target.share and found.occupancy <= target.occupancy:
            return found
        agents += 1
        lost = load.erlangs * lost / (agents + load.erlangs * lost)


def with_shrinkage(agents: float, shrinkage: float) -> int:
    """How many must be on shift so that so many sit at a desk, when a share of paid time is spent elsewhere."""
    if not 0 <= shrinkage < 1:
        raise Unreadable("a share lies between 0 and 1")
    return math.ceil(agents / (1 - shrinkage) - 1e-9)


def outlook_of_impatient(load: Load, agents: int, seconds: float, patience: float) -> Outlook:
    """
    How it goes by Erlang A, when callers hang up after ``patience`` seconds on average. ``in_time`` counts those who were answered
    within ``seconds``, of all who called; it needs no more agents than load, since whoever waits too long goes.

    Whoever finds k in the queue is served after k + 1 departures, if they stay; e to the power of minus patience's rate times that
    time is Beta distributed (``agents`` x ``patience`` / ``load.seconds``, k + 1), which gives each share without an integral.
    """
    if agents < 1 or patience <= 0:
        raise Unreadable("somebody must be there, and callers have some patience")
    if load.erlangs == 0:
        return Outlook(agents, 0.0, 1.0, 0.0, 0.0)
    shares = _shares_of_queue(load.erlangs, agents, load.seconds / patience)
    first = agents * patience / load.seconds
    edge = math.exp(-seconds / patience)
    at_once = 1 - sum(shares)
    in_time, served = at_once, at_once
    within, step = 1 - edge ** (first + 1), edge ** (first + 1) * (first + 1) * (1 - edge)
    for ahead, share in enumerate(shares):
        stays = first / (first + ahead + 1)
        served += share * stays
        in_time += share * stays * within
        within -= step
        step *= (1 - edge) * (first + ahead + 2) / (ahead + 2)
    gives_up = max(0.0, 1 - served)
    wait = gives_up * patience  # as many leave as wait, each at the rate of their patience
    return Outlook(agents, sum(shares), min(in_time, 1.0), wait, load.erlangs * served / agents, gives_up)


def _waiting(load: float, agents: int, lost: float) -> float:
    return agents * lost / (agents - load * (1 - lost))


def _outlook(load: Load, agents: int, seconds: float, waits: float) -> Outlook:
    if load.erlangs == 0:
        return Outlook(agents, 0.0, 1.0, 0.0, 0.0)
    spare = agents - load.erlangs
    in_time = 1 - waits * math.exp(-spare * seconds / load.seconds)
    return Outlook(agents, waits, in_time, waits * load.seconds / spare, load.erlangs / agents)


def _shares_of_queue(load: float, agents: int, leaving: float) -> list[float]:
    """The shares of time in which all agents are busy and 0, 1, 2 … wait. ``leaving``: how fast one waiting gives up, in services."""
    lost = loss(load, agents)
    if lost == 0:  # too small for a number
        return []
    busy = 1 / lost  # all states without a queue, when that of all agents busy counts 1
    weights = [1.0]
    while weights[-1] > 1e-15 or load >= agents + len(weights) * leaving:
        weights.append(weights[-1] * load / (agents + len(weights) * leaving))
    whole = busy + sum(weights) - 1
    return [each / whole for each in weights]
