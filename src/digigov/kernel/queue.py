"""Work for later. Jobs are named, so a command can ask for one without knowing who does it."""

from typing import Any
from uuid import UUID

import structlog
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager


def with_back_off(tries: int) -> RetryStrategy:
    """So many tries, twice as long between each; then the job is given up and shown to operators."""
    return RetryStrategy(max_attempts=tries, exponential_wait=2)


MOST_TOLD = 20
log = structlog.get_logger(
    "digigov.queue"
)  # by the number of the job a request's line and its work's lines are brought together
UPKEEP = with_back_off(6)  # for what the clock starts: the next turn comes anyway

# The app's own manager will not do: in a worker it has connections of its own, and what a job asks for would be asked for
# although the job's work was undone.
_in_this_transaction = JobManager(DjangoConnector())


def later(job: str, *calls: dict[str, Any], **call: Any) -> None:
    """
    Defer the named job in the current transaction: once with ``call``, or once for each of ``calls`` in one batch.

    It runs after commit, at least once. Arguments are ids and plain values; a UUID travels as text.
    """
    rows = [*calls, call] if call or not calls else [*calls]
    deferrer = JobDeferrer(_in_this_transaction, app.configure_task(job).job)
    numbers = deferrer.batch_defer(*({key: _plain(value) for key, value in row.items()} for row in rows))
    log.info("deferred", task=job, jobs=numbers[:MOST_TOLD], count=len(numbers))


def is_last_try(context: JobContext, *, tries: int) -> bool:
    """Whether a job of so many tries is at its last, and had better say what becomes of its work."""
    return (context.job.attempts if context.job else 0) + 1 >= tries


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
