"""What the house does by itself for accounts."""

from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.identity.commands import forget_what_has_passed


@app.periodic(cron="17 * * * *")
@app.task(name="identity.forget_what_has_passed", queue="default", pass_context=False, retry=UPKEEP)
def forget(timestamp: int) -> None:
    """Hourly: counts of attempts, codes and sessions whose time is over."""
    forget_what_has_passed(at=now())
