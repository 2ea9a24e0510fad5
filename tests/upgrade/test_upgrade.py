"""
A release is rehearsed: the one before serves people while the database is brought to this one, then this one takes over, and
the way back holds. The release before is the one that the changelog names last; as it is at first, and (slow) as a town.
"""

import time
from contextlib import contextmanager

import pytest

from digigov.cli.postgres import Cluster
from tests.faults import books
from tests.faults.invariants import what_does_not_drain
from tests.faults.walker import PATIENCE, Impatient, Walkers
from tests.live_stack import Stack
from tests.stack.test_backup import back_up
from tests.stack.test_start import is_well
from tests.upgrade.locks import Waits
from tests.upgrade.releases import last_release, program_of, stack_of, town_of

PEOPLE = ("marisol", "kendra")
LONGEST_WAIT = 1.0
PATIENCE_OF_OPERATORS = 1800
APPLIED = "SELECT string_agg(app || ' ' || name, ', ' ORDER BY app, name) FROM django_migrations"


@pytest.fixture(params=[pytest.param(stack_of, id="small"), pytest.param(town_of, id="town", marks=pytest.mark.slow)])
def before(request, tmp_path):
    """The release before, serving."""
    (tmp_path / "8000").mkdir()
    stack = request.param(tmp_path / "8000", program_of(last_release()), durable=True, DIGIGOV_LIMITS_TIMES="1000")
    try:
        yield stack.start()
    finally:
        stack.remove()


def test_people_work_on_while_the_release_changes_and_the_way_back_holds(before, script, tmp_path):
    took = {}
    with timed(took, "backup"):
        file = back_up(before, tmp_path / "safe")
    known = before.query(APPLIED)
    walkers = Walkers(before, PEOPLE, script, seed=1)
    until_done(walkers, 1)

    after = Stack(before.var, durable=True, DIGIGOV_LIMITS_TIMES="1000")
    after.port, after.url = before.port, before.url
    with Waits(Cluster(before.var / "postgres")) as waits, timed(took, "migrate"):
        done = after.digigov("migrate", patience=PATIENCE_OF_OPERATORS)
    assert done.returncode == 0, done.stderr
    assert waits.looks > 0
    assert waits.longest < LONGEST_WAIT, f"{waits.longest:.2f} s for {waits.table}"
    until_done(walkers, len(finished(walkers)) + 2)  # begun or ended on tables that are newer than their program
    walks = walkers.finish()
    assert not walkers.faults, "\n\n".join([*walkers.faults, before.said()[-4000:], before.log("web")[-2000:]])
    assert [page for walk in walks for page in walk.broken] == []
    assert what_does_not_drain(before) == ""

    with timed(took, "change over"):
        before.stop()
        after.start()
    assert is_well(after)
    assert books.given_and_lost(after, walks) == []
    assert books.half_written(after) == ""
    assert books.untrue_stories(after, walks) == []
    assert books.broken_rules_of_money(after) == ""
    after.stop()

    with timed(took, "restore"):
        back = before.digigov("restore", "--replace", file, patience=PATIENCE_OF_OPERATORS)
    assert back.returncode == 0, back.stderr
    before.start()  # without the restore it would refuse: the database is of a newer release
    assert before.query(APPLIED) == known
    assert is_well(before)
    assert Impatient(before.url, PEOPLE[0]).get("/my/").status_code == 200
    asked_again = sum(walk.again for walk in walks)
    print(  # noqa: T201 - what the run was worth
        f"{before.query('SELECT count(*) FROM casework_case')} cases; {waits.longest:.3f} s was the longest wait for a table, of "
        f"{waits.looks} looks; {len(walks)} walks, {asked_again} pages asked for again; seconds: {took}"
    )


@contextmanager
def timed(took, name):
    begun = time.monotonic()
    yield
    took[name] = round(time.monotonic() - begun, 1)


def finished(walkers):
    return [walk for walk in walkers.walks if walk.is_over]


def until_done(walkers, count):
    """So many have gone their way to its end."""
    deadline = time.monotonic() + PATIENCE
    while len(finished(walkers)) < count and not walkers.faults:
        assert time.monotonic() < deadline, f"{len(walkers.walks)} walks, {len(finished(walkers))} at their end"
        time.sleep(0.2)
