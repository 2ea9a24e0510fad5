"""Why a job failed, in words that hold no values; and within what time requests were served."""

import traceback
from collections.abc import Sequence

from digigov.kernel.errors import AdapterFailure, DomainError

LONGEST = 300
EDGES = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds: up to and with
NO_SLOTS = (0,) * (len(EDGES) + 1)


def reason_of(error: BaseException) -> str:
    """An adapter's own sentence, the code of a refusal, or the kind of error and its place in our code."""
    if isinstance(error, AdapterFailure):
        return error.reason[:LONGEST]
    if isinstance(error, DomainError):
        return error.code[:LONGEST]
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/digigov/" in frame.filename]
    place = f" at {ours[-1].filename.rpartition('/digigov/')[2]}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"[:LONGEST]


def percentile(slots: Sequence[int], share: float) -> int | None:
    """Milliseconds within which that share was served, as fine as the edges allow; beyond the last edge, the last edge."""
    total = sum(slots)
    if not total:
        return None
    wanted, before, lower = share * total, 0, 0.0
    for count, edge in zip(slots, EDGES, strict=False):
        if count and before + count >= wanted:
            return round(1000 * (lower + (edge - lower) * (wanted - before) / count))
        before, lower = before + count, edge
    return round(1000 * EDGES[-1])
