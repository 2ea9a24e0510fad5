"""The clock, every few minutes."""

from procrastinate.contrib.django import app

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.casework.commands import release_claims_left, watch_deadlines


@app.periodic(cron="*/5 * * * *")
@app.task(name="casework.watch_deadlines", queueing_lock="casework.watch_deadlines", pass_context=False, retry=UPKEEP)
def watch(timestamp: int) -> None:
    at = now()
    watch_deadlines(by=system("clock"), at=at)
    release_claims_left(by=system("clock"), at=at)
