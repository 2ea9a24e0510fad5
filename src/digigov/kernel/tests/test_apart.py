"""Work on files from anywhere: each in a process that has seen no other, and that ends."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from digigov.kernel.apart import AllAtWork, Apart

WORK = "digigov.kernel.tests.work_apart"


@pytest.fixture(scope="module")
def apart():
    return Apart(WORK, seconds=20, at_once=4, patience=20)


def alive(pid):
    return Path(f"/proc/{pid}").exists()


def wait_until(is_so):
    ends = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_each_piece_of_work_has_a_process_that_has_seen_no_other(apart):
    first, second = (apart.ask(each).split() for each in (b"a", b"b"))

    assert first[1] == second[1] == b"1"
    assert len({first[0], second[0], b"%d" % os.getpid()}) == 3
    wait_until(lambda: not alive(int(first[0])) and not alive(int(second[0])))


@pytest.mark.parametrize("how", [b"die", b"fail"])
def test_what_fails_has_no_answer_and_the_next_has_one(apart, how):
    assert apart.ask(how) is None
    assert apart.ask(b"next")


def test_whoever_takes_too_long_is_ended():
    hasty = Apart(WORK, seconds=1, at_once=1, patience=20)

    assert hasty.ask(b"sleep") is None
    wait_until(lambda: not children_of(hasty._process.pid))


def children_of(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_whoever_takes_long_gives_way():
    patient = Apart(WORK, seconds=20, at_once=1, patience=20)
    patient.ask(b"start")
    usual = os.getpriority(os.PRIO_PROCESS, patient._process.pid)

    wait_until(lambda: not children_of(patient._process.pid))

    with ThreadPoolExecutor() as pool:
        pool.submit(patient.ask, b"sleep")
        wait_until(lambda: children_of(patient._process.pid))
        (child,) = children_of(patient._process.pid)
        wait_until(lambda: os.getpriority(os.PRIO_PROCESS, int(child)) > usual)
        os.kill(int(child), signal.SIGKILL)


def test_when_the_kept_one_was_killed_another_is_started(apart):
    apart.ask(b"kill the one that is kept")
    wait_until(lambda: apart._process.poll() is not None)

    assert apart.ask(b"next")


def test_no_more_at_once_than_may():
    few = Apart(WORK, seconds=3, at_once=1, patience=0.2)
    few.ask(b"start")

    with ThreadPoolExecutor() as pool:
        long = pool.submit(few.ask, b"sleep")
        wait_until(lambda: children_of(few._process.pid))
        with pytest.raises(AllAtWork):
            few.ask(b"too many")
        assert long.result() is None
    assert few.ask(b"now there is room")


def test_many_threads_share_it(apart):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(apart.ask, [b"x"] * 40))

    assert len({each.split()[0] for each in found}) == 40


def test_it_ends_with_the_process_for_which_it_works():
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            f"from digigov.kernel.apart import Apart; a = Apart({WORK!r}, seconds=9, at_once=1, patience=9);"
            "a.ask(b'x'); print(a._process.pid)",
        ],
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    wait_until(lambda: not alive(int(said.stdout)))
