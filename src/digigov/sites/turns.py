"""
How many work at once, and who waits for a turn. Whoever comes first by rank goes first, and within a rank whoever came first.
Nobody waits longer than the patience, and no rank has more waiting than its room holds: everybody else is turned away at once.
"""

from collections import deque
from collections.abc import Sequence
from threading import Event, Lock


class Turns:
    """``rooms``: how many of each rank may wait, the first rank first."""

    def __init__(self, *, at_once: int, rooms: Sequence[int], patience: float) -> None:
        self._free, self._rooms, self._patience = at_once, tuple(rooms), patience
        self._waiting: list[deque[Event]] = [deque() for _ in rooms]
        self._lock = Lock()

    @property
    def free(self) -> int:
        return self._free

    @property
    def waiting(self) -> tuple[int, ...]:
        """How many of each rank wait."""
        return tuple(len(line) for line in self._waiting)

    def take(self, rank: int) -> bool:
        """Wait for a turn. False: there is no room, or patience has run out; then nothing is to be given back."""
        line = self._waiting[rank]
        with self._lock:
            if self._free:  # nobody waits while a turn is free
                self._free -= 1
                return True
            if len(line) >= self._rooms[rank]:
                return False
            called = Event()
            line.append(called)
        if self._wait(called):
            return True
        with self._lock:
            if called.is_set():  # called in the moment in which patience ran out
                return True
            line.remove(called)
            return False

    def give_back(self) -> None:
        """Call whoever is next, or keep the turn free."""
        with self._lock:
            line = next((line for line in self._waiting if line), None)
            if line is None:
                self._free += 1
            else:
                line.popleft().set()

    def _wait(self, called: Event) -> bool:
        return called.wait(self._patience)
