"""What the house does by itself for mandates."""

from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.mandates import commands
from digigov.modules.mandates.reading import HERE

MOST = 500  # a night


@app.periodic(cron="47 * * * *")
@app.task(name="mandates.lapse", queue="default", pass_context=False, retry=UPKEEP)
def lapse(timestamp: int) -> None:
    """Hourly: offers that nobody answered, and mandates whose last day is past."""
    commands.lapse(at=now())


@app.periodic(cron="57 3 * * *")
@app.task(
    name="mandates.recheck_firms",
    queue="registers",
    queueing_lock="mandates.recheck_firms",
    pass_context=False,
    retry=UPKEEP,
)
def recheck_firms(timestamp: int) -> None:
    """Nightly: whether any of the companies for which somebody acts exists no more."""
    commands.recheck_firms(by=HERE, at=now(), most=MOST)


@app.periodic(cron="7 4 * * *")
@app.task(
    name="mandates.recheck_parents",
    queue="registers",
    queueing_lock="mandates.recheck_parents",
    pass_context=False,
    retry=UPKEEP,
)
def recheck_parents(timestamp: int) -> None:
    """Nightly: whether the register of births still names whoever acts for a child."""
    commands.recheck_parents(by=HERE, at=now(), most=MOST)
