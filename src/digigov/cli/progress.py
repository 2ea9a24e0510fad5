"""How far something has come: a bar that moves on a terminal, a line now and then elsewhere."""

import sys
import time
from typing import TextIO

WIDTH, EVERY = 30, 10  # letters; seconds between two lines where nothing can move


class Progress:
    """``tell`` is called as often as one likes with what is done, how much of it and of how much."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self._what, self._begun, self._done_before, self._told, self._is_over = "", 0.0, 0, 0.0, False

    def tell(self, what: str, done: int, total: int) -> None:
        moment = time.monotonic()
        if what != self._what:
            self._what, self._begun, self._done_before, self._told, self._is_over = what, moment, done, 0.0, False
        if self._is_over:
            return
        is_last = self._is_over = done >= total
        if self.out.isatty():
            self.out.write(f"\r{self.line(done, total, moment)}" + ("\n" if is_last else ""))
        elif is_last or moment - self._told >= EVERY:
            self.out.write(f"{self.line(done, total, moment)}\n")
            self._told = moment
        self.out.flush()

    def line(self, done: int, total: int, moment: float) -> str:
        share = done / total if total else 1.0
        passed = max(moment - self._begun, 0.001)
        rate = (done - self._done_before) / passed
        bar = "#" * int(WIDTH * share)
        left = f"{_span((total - done) / rate)} left" if rate and done < total else _span(passed)
        return f"{self._what:<22} [{bar:<{WIDTH}}] {share:4.0%}  {done:,} of {total:,}, {rate:,.0f}/s, {left:<14}"


def _span(seconds: float) -> str:
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s" if seconds >= 60 else f"{seconds:.0f} s"
