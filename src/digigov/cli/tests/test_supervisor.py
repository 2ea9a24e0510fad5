"""A full disk takes no more words: what is watched is started again all the same, and is noted as soon as there is room."""

import errno
import io
import json
import os
import signal
import time
from pathlib import Path

import pytest

from digigov.cli.stack import say
from digigov.cli.supervisor import Child, Supervisor


class Disk:
    """Full until it is emptied."""

    is_full = False

    def write_text(self, path, text):
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        with path.open("w") as file:
            return file.write(text)


@pytest.fixture
def disk(monkeypatch):
    found = Disk()
    monkeypatch.setattr(Path, "write_text", lambda path, text: found.write_text(path, text))
    return found


@pytest.fixture
def watched(tmp_path):
    supervisor = Supervisor(folder=tmp_path, say=lambda sentence: None, stop=lambda: False)
    supervisor.start(Child("sleeper", ["sleep", "600"], tmp_path / "log", os.environ, lambda: True))
    yield supervisor
    supervisor.end()


def look_until(supervisor, is_so):
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        supervisor.look_round()
        time.sleep(0.02)


def noted(folder):
    return [pid for pid, _, _ in json.loads((folder / "children.json").read_text())]


def test_a_full_disk_does_not_end_the_watch(watched, disk, tmp_path):
    (child,) = watched.children
    first = child.process.pid
    disk.is_full = True
    os.kill(first, signal.SIGKILL)

    look_until(watched, lambda: child.process.pid != first and not child.has_died)
    assert noted(tmp_path) == [first]

    disk.is_full = False
    look_until(watched, lambda: noted(tmp_path) == [child.process.pid])


def test_what_cannot_begin_on_a_full_disk_is_tried_again(watched):
    (child,) = watched.children
    first, tries = child.process.pid, iter([OSError(errno.ENOSPC, "No space left on device")])

    def begin():
        for error in tries:
            raise error

    child.begin = begin
    os.kill(first, signal.SIGKILL)

    look_until(watched, lambda: child.process.pid != first and not child.has_died)


class FullTerminal(io.StringIO):
    def write(self, text):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_what_cannot_be_said_ends_nothing(monkeypatch):
    monkeypatch.setattr("sys.stdout", FullTerminal())

    say("The disk is full.")
