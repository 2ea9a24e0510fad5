"""What the house does by itself for papers to sign."""

from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.signing import commands


@app.periodic(cron="47 * * * *")
@app.task(name="signing.lapse", queue="default", pass_context=False, retry=UPKEEP)
def lapse(timestamp: int) -> None:
    """Hourly: what nobody finished in time, and what ended long ago."""
    commands.lapse(at=now())
    commands.drop_waiting(at=now())
