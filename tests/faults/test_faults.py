"""
Anything may break while people apply, pay and keep appointments, officers decide and papers are sealed: processes are killed,
frozen and stopped, ways to others are cut, the disk is full, webhooks come twice and late. Afterwards, asked from outside,
every reference that was given exists, each case went as it was meant to and has an owner and a clock, our books, receipts and
the gateway's agree to the cent, nothing was told or given out twice, the audit trail is whole, and the queue drains.

A run is what its seed says: which faults after how long, and how each walk goes. A failure prints how to repeat it.
"""

import os
from collections import Counter

import pytest

from digigov.cli.processes import PORTS
from tests.faults.disk import small_disk
from tests.faults.invariants import broken
from tests.faults.relays import Relay
from tests.faults.schedule import CLOCKS, KINDS, SOCKETS, WRONG, schedule, skews
from tests.faults.strikes import Striker
from tests.faults.walker import Walkers
from tests.live_stack import Stack

PEOPLE = ("marisol", "kendra", "anselm", "ines", "bertrand")
SHORT = (665, 12)  # seed and faults: every kind but a restart, and none that lasts
TRIED_AGAIN = (
    "SELECT task_name || ':' || count(*) FROM procrastinate_jobs WHERE attempts > 1 GROUP BY task_name ORDER BY 1"
)
LONG = [(1000 + number, 50) for number in range(10)]


@pytest.fixture
def seed(request):
    return int(os.environ.get("DIGIGOV_FAULTS_SEED", request.param))


@pytest.fixture
def ground(tmp_path, seed):
    """A stack on a small disk, which reaches everything but its database by ways that can be cut; two clocks of it are wrong."""
    folder = tmp_path / "8000"
    folder.mkdir()
    disk = small_disk(folder)
    stack = Stack(folder, durable=True, DIGIGOV_LIMITS_TIMES="1000")
    relays = {name: Relay(stack.port + 1000 * PORTS[name]) for name in SOCKETS}
    stack.environment |= {f"DIGIGOV_{name.upper()}_PORT": str(relay.port) for name, relay in relays.items()}
    stack.environment |= {f"DIGIGOV_CLOCK_SKEW_{name.upper()}": f"{wrong:.1f}" for name, wrong in skews(seed).items()}
    yield Striker(stack.start(), relays, disk)
    stack.remove()
    for relay in relays.values():
        relay.close()
    if disk:
        disk.remove()


@pytest.mark.parametrize(
    ("seed", "count"),
    [SHORT, *(pytest.param(*each, marks=pytest.mark.slow) for each in LONG)],
    indirect=["seed"],
)
def test_nothing_is_lost_and_nothing_happens_twice(ground, script, seed, count):
    count = int(os.environ.get("DIGIGOV_FAULTS", count))
    walkers = Walkers(ground.stack, PEOPLE, script, seed)
    for fault in schedule(seed, count, without=() if ground.disk else ("fill",)):
        ground.strike(fault)
    walks = walkers.finish()

    found = [*walkers.faults, *ground.wrong, *broken(ground.stack, walks)]
    print(what_it_was_worth(ground, walkers, seed))  # noqa: T201
    assert found == [], how_to_repeat(ground, walkers, seed, count, found)
    assert walks


def what_it_was_worth(ground, walkers, seed):
    """What struck, and what of it was felt: by those who walked, and by the machine's own work."""
    clocks = {name: round(wrong) for name, wrong in skews(seed).items()}
    kinds = Counter(fault.kind for fault in ground.done)
    targets = Counter(f"{fault.kind} {fault.target}" for fault in ground.done)
    plans = Counter(walk.plan for walk in walkers.walks)
    again = sum(walk.again for walk in walkers.walks)
    calls = {name: relay.passed for name, relay in ground.relays.items()}
    return "\n".join(
        [
            f"seed {seed}: {len(ground.done)} faults {dict(kinds)}; clocks wrong by seconds: {clocks}",
            *([] if ground.disk else ["  the disk was never filled: no file system could be mounted"]),
            f"  they struck {dict(targets)}",
            f"  {sum(plans.values())} walks {dict(plans)}; {again} pages loaded again",
            f"  calls over ways that could be cut {calls}",
            f"  jobs that were tried again: {' '.join(ground.stack.query(TRIED_AGAIN).split()) or 'none'}",
        ]
    )


def how_to_repeat(ground, walkers, seed, count, found):
    command = f"DIGIGOV_FAULTS_SEED={seed} DIGIGOV_FAULTS={count} .venv/bin/python -m pytest -s tests/faults/test_faults.py -k {SHORT[0]}"
    order = "\n".join(str(fault) for fault in ground.done)
    told = [what_it_was_worth(ground, walkers, seed), f"Repeat it: {command}", *map(str, found)]
    return "\n\n".join([*told, order, ground.stack.said()[-4000:], ground.stack.log("web")[-2000:]])


def test_a_seed_says_it_all():
    assert schedule(7, 200) == schedule(7, 200)
    assert schedule(7, 200) != schedule(8, 200)


def test_two_clocks_of_a_run_are_wrong_and_webhooks_are_believed_all_the_same():
    for seed, _ in (SHORT, *LONG):
        assert len(skews(seed)) == 2
        assert all(abs(wrong) <= WRONG for wrong in skews(seed).values())
    assert {name for seed, _ in LONG for name in skews(seed)} == set(CLOCKS)


def test_the_short_run_has_every_kind_and_the_long_ones_every_target():
    assert {fault.kind for fault in schedule(*SHORT)} == set(KINDS) - {"restart"}
    struck = {(fault.kind, fault.target) for each in LONG for fault in schedule(*each)}
    assert struck == {(kind, target) for kind, (_, targets) in KINDS.items() for target in targets}
    assert sum(count for _, count in LONG) >= 500
