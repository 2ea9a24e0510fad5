"""
Kill -9 of web server, worker, card gateway or database at random while people apply and pay. Afterwards every reference that
was given exists, nothing was paid or told twice, no case is half written, and the queue drains.

``DIGIGOV_FAULTS_SEED`` repeats a run's order of kills.
"""

import mailbox
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings

from digigov.cli.environment import rehearsal
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.catalog.commands import load_pack
from tests.faults.walker import Walkers, write_script
from tests.live_stack import Stack, clean_environment

VICTIMS = ("web", "worker", "gateway", "database")
VIOLATIONS = """
import django
django.setup()
from digigov.kernel.clock import now
from digigov.modules.payments.queries import find_violations
print("\\n".join(f"{each.rule}: {each.about}" for each in find_violations(at=now())))
"""


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
    walkers = Walkers(stack, ("marisol", "anselm"), script)
    killed = kill_at_random(stack, random.Random(seed), kills)
    walks = walkers.finish()

    told = f"seed {seed}, {dict(killed)}, {len(walks)} walks, {sum(walk.again for walk in walks)} pages loaded again"
    print(told)  # noqa: T201 - what the run was worth
    assert walkers.faults == [], told
    assert walks, told
    the_queue_drains(stack)
    assert given_and_lost(stack, walks) == [], told
    assert half_written(stack) == "", told
    assert charged_twice(stack) == [], told
    assert told_twice(stack) == [], told
    assert broken_rules_of_money(stack) == "", told


def kill_at_random(stack, chance, kills):
    killed = Counter()
    while sum(killed.values()) < kills:
        time.sleep(chance.uniform(0.2, 2.5))
        name = chance.choice(VICTIMS)
        pid = stack.children().get(name)
        if pid is None:
            continue  # it is dead already
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed[name] += 1
    return killed


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


def given_and_lost(stack, walks):
    known = set(stack.query("SELECT reference FROM casework_case").splitlines())
    applied = set(stack.query("SELECT reference FROM applications_application").splitlines())
    return [walk.reference for walk in walks if walk.reference not in known & applied]


def half_written(stack):
    """Cases without an application or a step, and applications without a case."""
    return stack.query(
        "SELECT reference FROM casework_case WHERE reference NOT IN (SELECT reference FROM applications_application)"
        " UNION SELECT reference FROM applications_application WHERE reference NOT IN (SELECT reference FROM casework_case)"
        " UNION SELECT reference FROM casework_case c WHERE NOT EXISTS (SELECT FROM casework_steprun s WHERE s.case_id = c.id)"
    )


def charged_twice(stack):
    """By the gateway's own books."""
    with sqlite3.connect(stack.var / "gateway" / "gateway.sqlite3") as books:
        rows = books.execute(
            "SELECT reference, count(*) FROM session WHERE captured > 0 GROUP BY reference HAVING count(*) > 1"
        )
        return rows.fetchall()


def told_twice(stack):
    """By what arrived: the same message in the mailbox more than once. SMS are kept by their key, once each."""
    box = mailbox.Maildir(str(stack.var / "sinks" / "mail"))
    return [number for number, times in Counter(mail["Message-ID"] for mail in box).items() if times > 1]


def broken_rules_of_money(stack):
    done = subprocess.run(
        [sys.executable, "-c", VIOLATIONS],
        env={**clean_environment(), **rehearsal(stack.port, stack.var)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
