"""What the house does by itself for identities."""

from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.assurance import commands
from digigov.modules.assurance.reading import HERE

MOST = 6_000  # a night: 180,000 people within thirty


@app.periodic(cron="27 * * * *")
@app.task(name="assurance.lapse", queue="default", pass_context=False, retry=UPKEEP)
def lapse(timestamp: int) -> None:
    """Hourly: checks that waited too long."""
    commands.lapse(at=now())


@app.periodic(cron="37 3 * * *")
@app.task(
    name="assurance.recheck",
    queue="registers",
    queueing_lock="assurance.recheck",
    pass_context=False,
    retry=UPKEEP,
)
def recheck(timestamp: int) -> None:
    """Nightly: whether any of those proved has died."""
    commands.recheck(by=HERE, at=now(), most=MOST)
