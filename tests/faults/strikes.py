"""How each fault is done to a stack, and undone."""

import contextlib
import os
import signal
import time
from pathlib import Path

from digigov.cli.postgres import Cluster
from tests.faults.schedule import SOCKETS
from tests.faults.webhooks import tell_again

NOBODY_LEFT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"


class Striker:
    """Does one fault after the other to a stack. ``disk`` is None where none can be filled."""

    def __init__(self, stack, relays, disk):
        self.stack, self.relays, self.disk = stack, relays, disk
        self.done, self.wrong = [], []

    def strike(self, fault):
        """Wait for its moment, do it, and undo what does not mend itself."""
        if fault.steady:
            self.stack.wait_until_it_answers()
        time.sleep(fault.wait)
        begun = getattr(self, f"_{fault.kind}")(fault)
        if begun is not False:
            self.done.append(fault)

    def _kill(self, fault):
        return _send(_victims(self.stack, fault)[:1], signal.SIGKILL)

    def _stop(self, fault):
        return _send(_victims(self.stack, fault)[:1], signal.SIGINT if fault.target == "database" else signal.SIGTERM)

    def _freeze(self, fault):
        frozen = _victims(self.stack, fault)
        begun = _send(frozen, signal.SIGSTOP)
        time.sleep(fault.lasts)
        _send(frozen, signal.SIGCONT)
        return begun

    def _cut(self, fault):
        target, _, how = fault.target.partition(", ")
        if target in SOCKETS:
            self.relays[target].cut(how)
            time.sleep(fault.lasts)
            self.relays[target].mend()
            return True
        return {"refused": self._hide_database, "hanging": self._freeze_database, "reset": self._end_backends}[how](
            fault
        )

    def _hide_database(self, fault):
        """Whoever is connected stays so; nobody else gets in."""
        socket = Cluster(self.stack.var / "postgres").socket / ".s.PGSQL.5432"
        hidden = socket.with_name("hidden")
        try:
            socket.rename(hidden)
        except FileNotFoundError:
            return False  # it is down already
        time.sleep(fault.lasts)
        if socket.exists():
            hidden.unlink()  # a server that was started again meanwhile has made its own
        else:
            hidden.rename(socket)
        return True

    def _freeze_database(self, fault):
        frozen = _family(self.stack.children().get("database"))
        begun = _send(frozen, signal.SIGSTOP)
        time.sleep(fault.lasts)
        _send(frozen, signal.SIGCONT)
        return begun

    def _end_backends(self, fault):
        with contextlib.suppress(
            Exception
        ):  # the question's own connection may be refused: then nobody is there to be cut
            self.stack.query(NOBODY_LEFT)
            return True
        return False

    def _webhooks(self, fault):
        self.wrong += tell_again(self.stack, luck=fault.luck, in_any_order=fault.target == "in any order")

    def _fill(self, fault):
        self.disk.fill(fault.luck)
        time.sleep(fault.lasts)
        self.disk.empty()

    def _restart(self, fault):
        code = self.stack.stop()
        if code != 0:
            self.wrong.append(f"it ended with {code}:\n{self.stack.said()[-2000:]}")
        self.stack.output.replace(self.stack.output.with_suffix(f".{len(self.done)}"))
        self.stack.start()


def _victims(stack, fault):
    """The process, its whole family for a freeze, or one of its children."""
    leader = stack.children().get(fault.target.removeprefix("one of "))
    if fault.target.startswith("one of "):
        children = _family(leader)[1:]
        return [children[int(fault.luck * len(children))]] if children else []
    return _family(leader)


def _family(leader):
    """A process and all that descend from it."""
    if leader is None:
        return []
    try:
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
    except OSError:
        return [leader]
    return [leader, *(each for child in children for each in _family(int(child)))]


def _send(pids, what):
    """Returns whether anybody got it."""
    reached = False
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, what)
            reached = True
    return reached
