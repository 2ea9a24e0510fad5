"""The job queue: procrastinate on the same PostgreSQL. Rooms keep their jobs in ``jobs.py``, ids in, one command each."""

import time
from typing import Any

import procrastinate
import structlog
from django.db import Error, close_old_connections
from django.utils.module_loading import autodiscover_modules
from procrastinate.middleware import SyncCallNext

from digigov.kernel.clock import now
from digigov.kernel.once import one_piece_of_work
from digigov.modules.operations import commands as operations
from digigov.modules.operations.queries import reason_of

log = structlog.get_logger("digigov.job")


def on_app_ready(app: procrastinate.App) -> None:
    """
    Make every room's subscribers and the event job known to worker and web alike. What the app does around each job already
    stays: it gives connections back, without which a thread whose connection was ended would fail at every job from then on.
    """
    autodiscover_modules("subscribers")
    app.worker_defaults["task_middleware"] = [*app.worker_defaults["task_middleware"], keep_reason]


def keep_reason(call_next: SyncCallNext, context: procrastinate.JobContext, worker: Any) -> Any:
    """
    Keep why a job failed for the operations page. The failure itself goes on to the queue, which decides what follows. Every line
    that the work logs bears the job's number, by which the request that asked for it is found.
    """
    begun = time.perf_counter()
    with structlog.contextvars.bound_contextvars(job=context.job.id, task=context.job.task_name):
        try:
            with one_piece_of_work():
                done = call_next()
        except Exception as error:
            _keep(context.job.id, error)
            log.info("failed", reason=reason_of(error), ms=round((time.perf_counter() - begun) * 1000))
            raise
        log.info("done", ms=round((time.perf_counter() - begun) * 1000))
    return done


def _keep(job_id: int | None, failure: Exception) -> None:
    try:
        if job_id:
            close_old_connections()  # the failure may be that this one was ended
            operations.note_failure(at=now(), job_id=job_id, failure=failure)
    except Error as error:
        log.warning("the reason of a failed job could not be kept", why=type(error).__name__)
