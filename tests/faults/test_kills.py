"""
Kill -9 of web server, worker, card gateway or database at random while people apply and pay, officers decide and papers are
sealed. Afterwards every reference that was given exists, each case went as it was meant to and is whole, nothing was paid or
told twice, and the queue drains.

``DIGIGOV_FAULTS_SEED`` repeats a run: who is killed after how long, and how each walk goes.
"""

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.catalog.commands import load_pack
from tests.faults import books
from tests.faults.walker import Walkers, write_script
from tests.live_stack import Stack

PEOPLE = ("marisol", "kendra", "anselm", "ines", "bertrand")
VICTIMS = ("web", "one of web", "worker", "gateway", "database", "one of database")


@pytest.fixture
def stack(tmp_path):
    (tmp_path / "8000").mkdir()
    stack = Stack(tmp_path / "8000", durable=True, DIGIGOV_LIMITS_TIMES="1000")
    yield stack.start()
    stack.remove()


@pytest.fixture
def script(db):
    load_pack(by=system("test"), at=now(), path=settings.PACK)
    return write_script()


@pytest.mark.parametrize("kills", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_nothing_is_lost_and_nothing_happens_twice(stack, script, kills):
    seed = int(os.environ.get("DIGIGOV_FAULTS_SEED") or random.randrange(10**6))
    walkers = Walkers(stack, PEOPLE, script, seed)
    killed = kill_at_random(stack, random.Random(seed), kills)
    walks = walkers.finish()

    told = f"seed {seed}, {dict(killed)}, {len(walks)} walks: {dict(Counter(walk.plan for walk in walks))}"
    told += f", {sum(walk.again for walk in walks)} pages loaded again"
    print(told)  # noqa: T201 - what the run was worth
    assert not walkers.faults, "\n\n".join([told, *walkers.faults, stack.said()[-4000:], stack.log("web")[-2000:]])
    assert walks, told
    the_queue_drains(stack)
    assert books.given_and_lost(stack, walks) == [], told
    assert books.handed_in_twice(stack, walks) == set(), told
    assert books.half_written(stack) == "", told
    assert books.untrue_stories(stack, walks) == [], told
    assert books.charged_twice(stack) == [], told
    assert books.told_twice_or_never(stack) == [], told
    assert books.broken_rules_of_money(stack) == "", told


def kill_at_random(stack, chance, kills):
    """Three of four strike people at work; the fourth strikes while the last one's victim is still being started again."""
    killed = Counter()
    while sum(killed.values()) < kills:
        if chance.random() < 0.75:
            stack.wait_until_it_answers()
        time.sleep(chance.uniform(0.2, 4))
        name, luck = chance.choice(VICTIMS), chance.random()
        pid = victim(stack, name, luck)
        try:
            if pid:
                os.kill(pid, signal.SIGKILL)
                killed[name] += 1
        except ProcessLookupError:
            continue  # it is dead already
    return killed


def victim(stack, name, luck):
    """A process of that name, or one of its children; None if it is dead already."""
    leader = stack.children().get(name.removeprefix("one of "))
    if leader is None or not name.startswith("one of "):
        return leader
    try:
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
    except OSError:
        return None
    return int(children[int(luck * len(children))]) if children else None


def the_queue_drains(stack):
    """Nothing due, nothing in hand, nothing waiting to be tried again, and nothing given up."""
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name NOT IN (%s)"
    kept = "SELECT string_agg(DISTINCT task_name || ' ' || status, ', ') FROM procrastinate_jobs WHERE status = %s"
    periodic = "'retry_stalled_jobs', 'forget_done_jobs'"
    deadline = time.monotonic() + 240
    while stack.query(waiting % periodic + " AND coalesce(scheduled_at, now()) < now() + interval '10 minutes'") != "0":
        assert time.monotonic() < deadline, stack.query(
            "SELECT string_agg(task_name || ' ' || status || ' ' || attempts || ' ' || coalesce(scheduled_at::text, ''), E'\\n')"
            " FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        )
        time.sleep(1)
    assert stack.query(kept % "'failed'") == ""
