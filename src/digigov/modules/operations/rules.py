"""Why a job failed, in words that hold no values."""

import traceback

from digigov.kernel.errors import AdapterFailure, DomainError

LONGEST = 300


def reason_of(error: BaseException) -> str:
    """An adapter's own sentence, the code of a refusal, or the kind of error and its place in our code."""
    if isinstance(error, AdapterFailure):
        return error.reason[:LONGEST]
    if isinstance(error, DomainError):
        return error.code[:LONGEST]
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/digigov/" in frame.filename]
    place = f" at {ours[-1].filename.rpartition('/digigov/')[2]}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"[:LONGEST]
