"""
Ports that are free and stay so: of two test runs, two workers of one or two stacks of one test, no two are given the same.

They lie below those that the system gives to whoever calls out, so that nobody takes one between its choice and its use.
"""

import fcntl
import os
import random
import tempfile
from pathlib import Path

from digigov.cli.processes import PORTS
from digigov.cli.stack import is_taken

ROWS = range(18000, 19000)  # of web ports; those of the other processes follow, a thousand apart
SINGLE = range(24000, 32000)
FOLDER = Path(tempfile.gettempdir()) / f"digigov-ports-{os.getuid()}"
_held = []


def free_port():
    """It is this process's until it ends."""
    return _choose(SINGLE, (0,))


def free_row():
    """The web port of a stack whose other ports are free too."""
    return _choose(ROWS, [1000 * offset for offset in PORTS.values()])


def _choose(among, row):
    for port in random.sample(among, len(among)):
        if _is_ours(port) and not any(is_taken(port + each) for each in row):
            return port
    raise AssertionError("no free port")


def _is_ours(port):
    FOLDER.mkdir(exist_ok=True)
    lock = (FOLDER / str(port)).open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return False
    _held.append(lock)
    return True
