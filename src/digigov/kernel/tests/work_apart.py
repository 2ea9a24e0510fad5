"""Work for ``test_apart``: what is asked for, is done."""

import os
import signal
import time

_seen: list[bytes] = []


def work(request: bytes) -> bytes:
    _seen.append(request)
    if request == b"sleep":
        time.sleep(60)
    if request == b"die":
        os.kill(os.getpid(), signal.SIGSEGV)
    if request == b"fail":
        raise ValueError
    if request == b"kill the one that is kept":
        os.kill(os.getppid(), signal.SIGKILL)
    return b"%d %d" % (os.getpid(), len(_seen))
