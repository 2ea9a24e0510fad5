"""Sealing, each minute; and the head of each day, signed and published."""

from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.audit import commands

BLOCKS_A_TURN = 100  # a million entries, some ten seconds


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queue="upkeep", queueing_lock="audit.seal", retry=UPKEEP)
def seal(timestamp: int) -> None:
    commands.seal_entries(at=now(), blocks=BLOCKS_A_TURN)


@app.periodic(cron="9 * * * *")
@app.task(name="audit.publish_head", queue="upkeep", queueing_lock="audit.publish_head", retry=UPKEEP)
def publish_head(timestamp: int) -> None:
    """Each hour, so that a day is not left out because the machine or the key rested at midnight."""
    commands.publish_head(at=now())
