"""Jobs in trouble for the tests of other rooms."""

from datetime import datetime

from django.db import connection

from digigov.kernel.errors import AdapterFailure
from digigov.kernel.queue import later
from digigov.modules.operations.commands import note_failure


def make_given_up(
    job: str = "notifications.deliver_message",
    *,
    at: datetime,
    attempts: int = 17,
    reason: str = "SMTP 451",
    **call: str,
) -> int:
    """A job that failed for the last time; its number in the queue."""
    later(job, **(call or {"delivery_id": "0"}))
    job_id = _newest()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job_id])
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed', attempts = %s WHERE id = %s", [attempts, job_id]
        )
    note_failure(at=at, job_id=job_id, failure=AdapterFailure(reason, temporary=True))
    return job_id


def make_waiting_again(
    job: str = "payments.ask", *, at: datetime, reason: str = "It does not answer", **call: str
) -> int:
    """A job that failed once and waits for its next try; its number in the queue."""
    later(job, **(call or {"attempt_id": "0"}))
    job_id = _newest()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET attempts = 1, scheduled_at = now() + interval '1 hour' WHERE id = %s",
            [job_id],
        )
    note_failure(at=at, job_id=job_id, failure=AdapterFailure(reason, temporary=True))
    return job_id


def _newest() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])
