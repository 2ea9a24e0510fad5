"""Drafts that nobody finishes: tell beforehand, then delete; and the files that were sent for them."""

from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.applications.commands import drafts, tending


@app.periodic(cron="20 * * * *")
@app.task(name="applications.expire_drafts", queue="default", queueing_lock="applications.expire_drafts", retry=UPKEEP)
def expire_drafts(timestamp: int) -> None:
    at = now()
    drafts.warn_of_expiry(at=at)
    drafts.delete_expired(at=at)


@app.periodic(cron="27 3 * * *")
@app.task(name="applications.sweep_files", queue="default", queueing_lock="applications.sweep_files", retry=UPKEEP)
def sweep_files(timestamp: int) -> None:
    tending.sweep_files(at=now())
