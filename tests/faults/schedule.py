"""
What goes wrong when: a list of faults that a seed alone decides, so that a run can be repeated.

``steady`` faults strike while everything works again after the one before, the others into its midst.
"""

import random
from dataclasses import dataclass

PROCESSES = ("web", "worker", "gateway", "database", "sinks", "registers")
PARTS = (*PROCESSES, "one of web", "one of database")
SOCKETS = ("gateway", "sms", "smtp", "registers")
CUTS = ("refused", "hanging", "reset")
CLOCKS = ("web", "worker", "gateway", "sinks")
WRONG = 120.0  # seconds; two of them together stay within the five minutes in which a webhook is believed
LONG = 36.0  # seconds: longer than a worker may be silent before its jobs are taken for lost


@dataclass(frozen=True)
class Fault:
    """``kind`` strikes ``target`` after ``wait`` seconds and lasts so many; ``luck`` chooses among what is found there."""

    kind: str
    target: str
    wait: float
    lasts: float
    steady: bool
    luck: float

    def __str__(self):
        return f"{self.kind} {self.target}" + (f" for {self.lasts:.1f} s" if self.lasts else "")


# how often each kind comes, and what it strikes
KINDS = {
    "kill": (30, PARTS),
    "freeze": (20, PARTS),
    "stop": (10, PROCESSES),
    "cut": (22, tuple(f"{socket}, {how}" for socket in (*SOCKETS, "database") for how in CUTS)),
    "webhooks": (10, ("again", "in any order")),
    "fill": (6, ("disk",)),
    "restart": (2, ("everything",)),
}


def schedule(seed, count, *, without=()):
    """So many faults. Each kind has its share, and every target of a kind comes before one of them comes twice."""
    chance, decks, faults = random.Random(seed), {}, []
    kinds = [kind for kind in KINDS if kind not in without]
    weights = [KINDS[kind][0] for kind in kinds]
    for kind in chance.choices(kinds, weights, k=count):
        deck = decks.get(kind) or chance.sample(KINDS[kind][1], len(KINDS[kind][1]))
        target, decks[kind] = deck[0], deck[1:]
        faults.append(_fault(chance, kind, target))
    return faults


def skews(seed):
    """Seconds by which the clocks of single processes go wrong, as they do where nobody keeps them: up to two minutes."""
    chance = random.Random(f"clocks of {seed}")
    return {name: chance.uniform(-WRONG, WRONG) for name in chance.sample(CLOCKS, 2)}


def _fault(chance, kind, target):
    wait, luck, steady = chance.uniform(0.2, 3), chance.random(), chance.random() < 0.75
    lasts = chance.uniform(0.5, 6) if kind in ("freeze", "cut", "fill") else 0.0
    if kind == "freeze" and target == "worker" and chance.random() < 0.25:
        lasts = LONG
    return Fault(kind, target, wait, lasts, steady, luck)
