"""
Work on files from anywhere, apart from everything else. A process that has loaded what the work needs, and has never seen a file, is kept
ready; each piece of work is done by a copy of it (fork) that sees one file, has no secret and no database, and ends with its answer.
That costs a hundredth of a fresh start of Python. ``python -m digigov.kernel.apart MODULE SOCKET SECONDS`` is the process that is kept.
"""

import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import BoundedSemaphore, Lock

SHORT, LESS_URGENT = 1.0, 10  # work that takes more seconds gives way to pages of the site (nice)
TICK = 0.2  # how often it looks whether somebody's time is over
PIECE, LONGEST = 1 << 20, 1 << 25  # bytes; of an answer at most
DONE = b"\x00"  # the last byte of an answer that is whole


class AllAtWork(Exception):
    """As many copies work as may, and none came free in time."""


class Apart:
    """
    ``module`` has a function ``work(bytes) -> bytes``, which first of all takes from itself what it does not need. At most
    ``at_once`` copies work for this process, each for ``seconds``; whoever comes then waits for ``patience``.
    """

    def __init__(self, module: str, *, seconds: float, at_once: int, patience: float) -> None:
        self._module, self._seconds, self._patience = module, seconds, patience
        self._turns = BoundedSemaphore(at_once)
        self._starting = Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, request: bytes) -> bytes | None:
        """
        What the work says; None if it failed, or needed more time or memory than it may.

        :raises AllAtWork: if nobody had time for it.
        """
        if not self._turns.acquire(timeout=self._patience):
            raise AllAtWork
        try:
            return self._answer(request)
        finally:
            self._turns.release()

    def _answer(self, request: bytes) -> bytes | None:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._hand_over(theirs)
            ends = time.monotonic() + self._seconds
            found = bytearray()
            try:
                ours.settimeout(self._seconds)
                ours.sendall(request)
                ours.shutdown(socket.SHUT_WR)
                while True:
                    ours.settimeout(max(0.001, ends - time.monotonic()))
                    piece = ours.recv(PIECE)
                    if not piece or len(found) > LONGEST:
                        break
                    found += piece
            except OSError:  # its time is over, or it died of the file
                return None
        return bytes(found[:-1]) if found.endswith(DONE) else None

    def _hand_over(self, end: socket.socket) -> None:
        """To a new copy; from a new process, if there is none or it was killed."""
        for _attempt in range(2):
            with self._starting:
                if self._control is None or self._owner != os.getpid():
                    self._start()
                assert self._control is not None
                with suppress(OSError):
                    socket.send_fds(self._control, [b"+"], [end.fileno()])
                    return
                self._control.close()
                self._control = None
        raise OSError("what works apart cannot be started")

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        self._owner = os.getpid()
        with theirs:
            words = [sys.executable, "-m", __name__, self._module, str(theirs.fileno()), str(self._seconds)]
            known = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}  # and no secret, no address of ours
            quiet = subprocess.DEVNULL
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                words,
                env=known,
                pass_fds=[theirs.fileno()],
                stdin=quiet,
                stdout=quiet,
                stderr=quiet,
                start_new_session=True,
            )


def serve(module: str, control: socket.socket, seconds: float) -> None:
    """Until nobody is at the other end any more."""
    work = import_module(module).work
    gc.freeze()
    working: dict[int, float] = {}
    while True:
        control.settimeout(TICK if working else None)
        try:
            message, fds, _flags, _address = socket.recv_fds(control, 1, 1)
        except TimeoutError:
            message, fds = b"?", []
        if not message:
            break
        for fd in fds:
            pid = os.fork()
            if not pid:
                control.close()
                _work(work, socket.socket(fileno=fd))
            os.close(fd)
            working[pid] = time.monotonic()
        _look_after(working, seconds, at=time.monotonic())
    _look_after(working, 0, at=float("inf"))


def _work(work: Callable[[bytes], bytes], end: socket.socket) -> None:
    """In the copy, which ends here, whatever comes."""
    code = 1
    try:
        asked = bytearray()
        while piece := end.recv(PIECE):
            asked += piece
        end.sendall(work(bytes(asked)) + DONE)
        code = 0
    finally:
        os._exit(code)


def _look_after(working: dict[int, float], seconds: float, *, at: float) -> None:
    """Forget those that have ended, end those whose time is over, and let those wait that take long."""
    for pid, since in list(working.items()):
        if os.waitpid(pid, os.WNOHANG)[0]:
            del working[pid]
        elif at - since >= seconds:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            del working[pid]
        elif at - since >= SHORT:
            os.setpriority(os.PRIO_PROCESS, pid, LESS_URGENT)


if __name__ == "__main__":
    serve(sys.argv[1], socket.socket(fileno=int(sys.argv[2])), float(sys.argv[3]))
