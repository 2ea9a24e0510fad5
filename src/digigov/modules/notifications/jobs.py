"""Handing messages over, with back-off: after 17 tries and about three days it is given up and shown to operators."""

from uuid import UUID

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.notifications import commands

TRIES = 17


@app.task(
    name="notifications.deliver_message",
    queue="messages",
    pass_context=True,
    retry=RetryStrategy(max_attempts=TRIES, exponential_wait=2),
)
def deliver_message(context: JobContext, *, delivery_id: str) -> None:
    tries = context.job.attempts if context.job else 0
    commands.deliver(at=now(), delivery_id=UUID(delivery_id), is_last_try=tries + 1 >= TRIES)


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
