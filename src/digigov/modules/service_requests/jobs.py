"""What the house does by itself for requests."""

from uuid import UUID

from procrastinate.contrib.django import app

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP, with_back_off
from digigov.modules.service_requests import commands
from digigov.modules.service_requests.reading import MACHINE
from digigov.modules.service_requests.telling import TELL_FOLLOWERS


@app.periodic(cron="*/5 * * * *")
@app.task(name="service_requests.watch", queueing_lock="service_requests.watch", pass_context=False, retry=UPKEEP)
def watch(timestamp: int) -> None:
    commands.watch_requests(by=system("clock"), at=now())


@app.task(name=TELL_FOLLOWERS, pass_context=False, retry=with_back_off(8))
def tell_followers(entry_id: str) -> None:
    commands.tell_entry(by=MACHINE, at=now(), entry_id=UUID(entry_id))
