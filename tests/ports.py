"""
Ports that are free and stay so: of two test runs, two workers of one or two stacks of one test, no two are given the same.

They lie below those that the system gives to whoever calls out, so that nobody takes one between its choice and its use.
"""

import fcntl
import os
import random
import tempfile
from pathlib import Path

from digigov.cli.stack import is_taken

SINGLE = range(24000, 32000)
FOLDER = Path(tempfile.gettempdir()) / f"digigov-ports-{os.getuid()}"
_held = []


def free_port(among=SINGLE, beside=(0,)):
    """One of those, whose neighbours at these distances are free too. It is this process's until it ends."""
    for port in random.sample(among, len(among)):
        if _is_ours(port) and not any(is_taken(port + each) for each in beside):
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
