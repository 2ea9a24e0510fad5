"""A rehearsal's life: it starts, survives its parts' deaths and its own, and leaves nothing behind."""

import json
import os
import signal
import time
from pathlib import Path

import httpx
import pytest

from digigov.cli.supervisor import started_at
from tests.live_stack import PATIENCE, Stack


@pytest.fixture
def stack(tmp_path):
    stack = Stack(tmp_path / "8000")
    stack.var.mkdir()
    yield stack
    stack.remove()


def is_well(stack):
    try:
        return httpx.get(f"{stack.url}/health/", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def eventually(check):
    deadline = time.monotonic() + PATIENCE
    while not check():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def everybody_of(stack):
    """All processes whose environment names the stack's folder."""
    mark = f"DIGIGOV_VAR={stack.var}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes() and started_at(int(entry.name)):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    ("by", "empty"), [pytest.param(signal.SIGINT, True, marks=pytest.mark.slow), (signal.SIGTERM, False)]
)
def test_ends_clean_when_told(stack, by, empty):
    stack.empty = empty
    stack.start()
    assert is_well(stack)
    children = stack.children().values()

    assert stack.stop(by) == 0
    assert [pid for pid in children if started_at(pid)] == []
    assert everybody_of(stack) == []
    assert "The data is kept" in stack.said()


def test_a_second_copy_in_the_same_folder_is_refused_and_stop_ends_the_first(stack):
    stack.start()

    second = stack.digigov("start")
    assert second.returncode == 1
    assert "A copy already runs" in second.stderr
    assert is_well(stack)

    assert stack.digigov("stop").returncode == 0
    assert stack.process.wait(PATIENCE) == 0
    assert stack.digigov("stop").returncode == 0  # nothing left to do


def test_each_part_that_dies_is_started_again_and_named(stack):
    stack.start()
    for name, pid in reversed(stack.children().items()):
        os.kill(pid, signal.SIGKILL)
        stack.wait_for(f"{name} was killed by signal 9")
        stack.wait_for(f"{name} started again")

    eventually(lambda: is_well(stack))
    assert stack.stop() == 0
    assert everybody_of(stack) == []


def test_the_database_is_started_again_when_one_of_its_processes_dies(stack):
    """PostgreSQL 18 that gets up by itself waits for ever if another process dies meanwhile."""
    stack.start()
    server = stack.children()["database"]
    os.kill(int(Path(f"/proc/{server}/task/{server}/children").read_text().split()[0]), signal.SIGKILL)
    stack.wait_for("database started again")

    eventually(lambda: is_well(stack))
    assert stack.children()["database"] != server


def test_goes_on_after_its_own_unclean_death(stack):
    stack.start()
    stack.query("CREATE TABLE kept AS SELECT 42 AS answer")
    orphans = stack.children()
    stack.process.kill()
    stack.process.wait()
    os.kill(orphans["web"], signal.SIGKILL)  # the web server's leader dies too: its workers have no parent at all
    assert started_at(orphans["database"])

    stack.output.write_text("")
    stack.start()

    assert "Ended what an earlier start had left running" in stack.said()
    assert set(orphans.values()).isdisjoint(stack.children().values())
    assert is_well(stack)
    assert stack.query("SELECT answer FROM kept") == "42"


def test_a_lock_file_that_names_a_living_stranger_is_no_obstacle(stack):
    stack.start()
    stack.stop()
    lock = stack.var / "postgres" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{stack.var}/postgres\n1\n5432\n\n\n0\nready\n")
    stranger = [os.getpid(), 1, "web"]  # a number that meanwhile belongs to somebody else
    (stack.var / "children.json").write_text(json.dumps([stranger]))

    stack.output.write_text("")
    stack.start()

    assert is_well(stack)
