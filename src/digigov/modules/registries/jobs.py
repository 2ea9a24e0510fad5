"""Reading registers for cases, with back-off: six tries in about a minute, then the case goes on without. And alarms."""

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP, is_last_try, with_back_off
from digigov.modules.registries import awaited, commands

TRIES = 6


@app.task(
    name="registries.read_for_step",
    queue="registers",
    pass_context=True,
    retry=with_back_off(TRIES),
)
def read_for_step(context: JobContext, *, step_id: str) -> None:
    awaited.read_for_step(at=now(), step_id=UUID(step_id), is_last_try=is_last_try(context, tries=TRIES))


@app.periodic(cron="17 3 * * *")
@app.task(
    name="registries.forget_old_readings",
    queue="registers",
    queueing_lock="registries.forget_old_readings",
    retry=UPKEEP,
)
def forget_old_readings(timestamp: int) -> None:
    commands.forget_old_readings(at=now())


@app.periodic(cron="41 12 * * *")
@app.task(
    name="registries.remind_of_reviews",
    queue="default",
    queueing_lock="registries.remind_of_reviews",
    retry=UPKEEP,
)
def remind_of_reviews(timestamp: int) -> None:
    commands.remind_of_reviews(by=system("registries"), at=now())


@app.task(name="registries.raise_alarm", queue="default", retry=with_back_off(TRIES))
def raise_alarm(*, lookup_id: str) -> None:
    commands.raise_alarm(at=now(), lookup_id=UUID(lookup_id))
