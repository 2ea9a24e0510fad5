"""Handing messages over, with back-off: after 17 tries and about three days it is given up and shown to operators."""

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP, is_last_try, with_back_off
from digigov.modules.notifications import commands

TRIES = 17


@app.task(
    name="notifications.deliver_message",
    queue="messages",
    pass_context=True,
    retry=with_back_off(TRIES),
)
def deliver_message(context: JobContext, *, delivery_id: str) -> None:
    commands.deliver(at=now(), delivery_id=UUID(delivery_id), is_last_try=is_last_try(context, tries=TRIES))


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="notifications.resume_cut_off", queue="messages", queueing_lock="notifications.resume_cut_off", retry=UPKEEP
)
def resume_cut_off(timestamp: int) -> None:
    commands.resume_cut_off(at=now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="notifications.forget_codes", queue="messages", queueing_lock="notifications.forget_codes", retry=UPKEEP)
def forget_codes(timestamp: int) -> None:
    commands.forget_codes(at=now())
