"""
Who comes, how often and how fast. People arrive by chance at a steady rate, whether or not others were served (an open loop);
each asks for one page after the other and thinks in between. All of it is drawn beforehand.
"""

import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from bench.asked import Asked
from digigov.cli.failures import CliFailure

Visit = list[Asked]


@dataclass(frozen=True, slots=True)
class Kind:
    """
    ``visits``: how many of a hundred; ``thinks``: seconds between two pages, on average. ``once``: each visit can be made only once.
    ``on_links``: the share of these people that sits at the far end of a slow link.
    """

    visits: float
    thinks: float
    on_links: float = 0.0
    once: bool = False


SLOW = 0.232  # of the citizens; so that 20 % of all requests come over slow links
KINDS = {
    "looks": Kind(36.5, 10, SLOW),  # searches, opens a service
    "reads": Kind(13, 10, SLOW),  # comes from outside to a service's page
    "fills in": Kind(11.2, 12, SLOW),  # four pages of a form, shown and saved
    "hands in": Kind(10.4, 12, SLOW, once=True),
    "follows": Kind(17, 20, SLOW),  # where does it stand, twice
    "officer": Kind(7.2, 15),  # the queue, then two cases
    "takes on": Kind(2, 15, once=True),  # the queue, a case, taken, seen as one's own
    "clerk": Kind(2.7, 15),  # finds somebody at the counter, begins an application with them
}
AT_ONCE = 0.3  # seconds: a browser goes on by itself to where it was sent
LONGEST = 5  # times the average that anybody thinks
BEFORE = 300  # seconds before the first request at which people began to come


@dataclass(frozen=True, slots=True)
class Drawn:
    """One request: when it is due (seconds), what, and whether over a slow link."""

    at: float
    asked: Asked
    is_slow: bool


class Crowd:
    def __init__(self, prepared: Mapping[str, list[Visit]], seed: int) -> None:
        self.prepared, self.chance = prepared, random.Random(seed)
        self.kinds = {name: kind for name, kind in KINDS.items() if prepared.get(name)}
        self.left = {name: deque(prepared[name]) for name, kind in self.kinds.items() if kind.once}

    @property
    def pages_of_a_visit(self) -> float:
        """On average."""
        weights = {name: kind.visits for name, kind in self.kinds.items()}
        total = sum(weight * self._pages(name) for name, weight in weights.items())
        return total / sum(weights.values())

    def _pages(self, name: str) -> float:
        some = self.prepared[name][:500]
        return sum(len(visit) for visit in some) / len(some)

    def draw(self, *, rate: float, seconds: float) -> list[Drawn]:
        """All requests due within these seconds, in order. Whoever came before is in the middle of the visit."""
        found: list[Drawn] = []
        names, weights = list(self.kinds), [kind.visits for kind in self.kinds.values()]
        at = -float(BEFORE)
        while (at := at + self.chance.expovariate(rate / self.pages_of_a_visit)) < seconds:
            (name,) = self.chance.choices(names, weights)
            found += self._visit(name, at, seconds)
        return sorted(found, key=lambda each: each.at)

    def _visit(self, name: str, begun: float, seconds: float) -> list[Drawn]:
        kind, at = self.kinds[name], begun
        if kind.once and begun < 0:
            return []
        is_slow, found, sent_on = self.chance.random() < kind.on_links, list[Drawn](), False
        for number, asked in enumerate(self._take(name)):
            if number:
                at += AT_ONCE if sent_on else min(self.chance.expovariate(1 / kind.thinks), LONGEST * kind.thinks)
            if 0 <= at < seconds:
                found.append(Drawn(at, asked, is_slow))
            sent_on = asked.expect == 302
        return found

    def _take(self, name: str) -> Visit:
        if name not in self.left:
            return self.chance.choice(self.prepared[name])
        if not self.left[name]:
            raise CliFailure(f"All that was prepared for those whose visit is “{name}” is used up. Fill it anew.")
        return self.left[name].popleft()
