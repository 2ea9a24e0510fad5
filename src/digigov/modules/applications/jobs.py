"""Drafts that nobody finishes: tell beforehand, then delete."""

from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.modules.applications.commands import drafts


@app.periodic(cron="20 * * * *")
@app.task(name="applications.expire_drafts", queue="default", queueing_lock="applications.expire_drafts")
def expire_drafts(timestamp: int) -> None:
    at = now()
    drafts.warn_of_expiry(at=at)
    drafts.delete_expired(at=at)
