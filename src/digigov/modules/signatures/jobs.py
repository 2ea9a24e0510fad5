"""What the house does by itself for keys."""

from procrastinate.contrib.django import app

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.signatures import commands


@app.periodic(cron="7 * * * *")
@app.task(name="signatures.keep_list_fresh", queue="default", pass_context=False, retry=UPKEEP)
def keep_list_fresh(timestamp: int) -> None:
    """Hourly: nobody should find a list of what was revoked that has run out."""
    commands.keep_list_fresh(at=now())


@app.periodic(cron="37 * * * *")
@app.task(name="signatures.look_after_request_keys", queue="default", pass_context=False, retry=UPKEEP)
def look_after_request_keys(timestamp: int) -> None:
    """Hourly: the key that comes next for look-ups in registers."""
    commands.look_after_request_keys(by=system("signatures"), at=now())
