"""Whose turn it is, and what stands in the way."""

from datetime import timedelta

MOST = 10
LASTS = timedelta(days=30)
KEPT_FOR = timedelta(days=90)
MOST_LETTERS = 300
DRAWN_WAITS = timedelta(days=1)  # for a signature; then it is drawn anew


def turn(states: list[str], *, in_order: bool) -> list[int]:
    """The places that may sign now: the first that waits, or all that wait."""
    waiting = [place for place, state in enumerate(states) if state == "waiting"]
    return waiting[:1] if in_order else waiting
