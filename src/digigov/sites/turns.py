"""
How many work at once, and who waits for a turn. Whoever comes first by rank goes first, and within a rank whoever came first; but every
third turn goes to whoever has waited longest, so that no rank waits in vain. Nobody waits longer than the patience, and no rank has more waiting than its room holds: everybody else is turned away at once.
"""

from collections import deque
from collections.abc import Sequence
from itertools import count
from threading import Event, Lock

TO_WHO_WAITED_LONGEST = 3  # each third turn that is handed on


class Turns:
    """``rooms``: how many of each rank may wait, the first rank first."""

    def __init__(self, *, at_once: int, rooms: Sequence[int], patience: float) -> None:
        self._free, self._rooms, self._patience = at_once, tuple(rooms), patience
        self._waiting: list[deque[tuple[int, Event]]] = [deque() for _ in rooms]
        self._numbers, self._handed_on = count(), 0
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
            waiter = (next(self._numbers), called)
            line.append(waiter)
        if self._wait(called):
            return True
        with self._lock:
            if called.is_set():  # called in the moment in which patience ran out
                return True
            line.remove(waiter)
            return False

    def give_back(self) -> None:
        """Call whoever is next, or keep the turn free."""
        with self._lock:
            lines = [line for line in self._waiting if line]
            if not lines:
                self._free += 1
                return
            self._handed_on += 1
            is_for_the_longest = self._handed_on % TO_WHO_WAITED_LONGEST == 0
            line = min(lines, key=lambda line: line[0][0]) if is_for_the_longest else lines[0]
            line.popleft()[1].set()

    def _wait(self, called: Event) -> bool:
        return called.wait(self._patience)
