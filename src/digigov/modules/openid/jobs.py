"""What the house does by itself for clients."""

from uuid import UUID

from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP, with_back_off
from digigov.modules.openid import commands
from digigov.modules.openid.commands.visits import TELL


@app.periodic(cron="23 * * * *")
@app.task(name="openid.look_after", queue="default", pass_context=False, retry=UPKEEP)
def look_after(timestamp: int) -> None:
    """Hourly: the key that comes next, and what has passed."""
    commands.look_after_keys(at=now())
    commands.forget_what_has_passed(at=now())


@app.task(name=TELL, queue="default", pass_context=False, retry=with_back_off(6))
def tell_ended(sign_in_id: str) -> None:
    commands.tell_ended(at=now(), sign_in_id=UUID(sign_in_id))
