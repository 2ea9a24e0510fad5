"""The job queue: procrastinate on the same PostgreSQL. Rooms keep their jobs in ``jobs.py``, ids in, one command each."""

import logging
from typing import Any

import procrastinate
from django.db import Error
from django.utils.module_loading import autodiscover_modules
from procrastinate.middleware import SyncCallNext

from digigov.kernel.clock import now
from digigov.kernel.once import one_piece_of_work
from digigov.modules.operations import commands as operations

log = logging.getLogger(__name__)


def on_app_ready(app: procrastinate.App) -> None:
    """Make every room's subscribers and the event job known to worker and web alike."""
    autodiscover_modules("subscribers")
    app.worker_defaults["task_middleware"] = [keep_reason]


def keep_reason(call_next: SyncCallNext, context: procrastinate.JobContext, worker: Any) -> Any:
    """Keep why a job failed for the operations page. The failure itself goes on to the queue, which decides what follows."""
    try:
        with one_piece_of_work():
            return call_next()
    except Exception as error:
        _keep(context.job.id, error)
        raise


def _keep(job_id: int | None, failure: Exception) -> None:
    try:
        if job_id:
            operations.note_failure(at=now(), job_id=job_id, failure=failure)
    except Error as error:
        log.warning("the reason of a failed job could not be kept: %s", type(error).__name__)
