"""Work for later. Jobs are named, so a command can ask for one without knowing who does it."""

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager

UPKEEP = RetryStrategy(max_attempts=6, exponential_wait=2)  # for what the clock starts: the next turn comes anyway

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
    deferrer.batch_defer(*({key: _plain(value) for key, value in row.items()} for row in rows))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
