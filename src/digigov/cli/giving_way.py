"""Work that nobody waits for gives way to people who wait at a page."""

import os
from contextlib import suppress
from pathlib import Path

NICE = 10  # a tenth of a core that both want
GROUP = Path("/proc/self/autogroup")


def give_way() -> None:
    """
    Take the processor last. Linux may share it out between sessions before it looks at processes (``sched(7)``, autogroup): whoever
    leads a session says the same for it. Under systemd the unit's ``CPUWeight`` does so.
    """
    os.nice(max(0, NICE - os.nice(0)))
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # no such groups here, or another session has just asked
            GROUP.write_text(str(NICE))
