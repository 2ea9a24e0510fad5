"""What the house does by itself for articles."""

from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.knowledge import commands


@app.periodic(cron="12 5 * * *")
@app.task(name="knowledge.open_reviews", queue="default", pass_context=False, retry=UPKEEP)
def open_reviews(timestamp: int) -> None:
    """Nightly: articles that somebody must look at again."""
    commands.open_reviews(at=now())


@app.periodic(cron="22 5 * * *")
@app.task(name="knowledge.forget_old", queue="default", pass_context=False, retry=UPKEEP)
def forget_old(timestamp: int) -> None:
    """Nightly: counts and feedback of long ago."""
    commands.forget_old(at=now())
