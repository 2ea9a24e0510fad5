"""Sealing, each minute."""

from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.audit import commands

BLOCKS_A_TURN = 100  # a million entries, some ten seconds


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queue="upkeep", queueing_lock="audit.seal", retry=UPKEEP)
def seal(timestamp: int) -> None:
    commands.seal_entries(at=now(), blocks=BLOCKS_A_TURN)
