"""Erasing whose pause is over, each hour; what is past its time, each night; how each wish stands, beside the backups, each minute."""

from procrastinate.contrib.django import app

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.kernel.queue import UPKEEP
from digigov.modules.privacy import commands

MACHINE = system("privacy")


@app.periodic(cron="33 * * * *")
@app.task(
    name="privacy.erase_due", queue="default", queueing_lock="privacy.erase_due", pass_context=False, retry=UPKEEP
)
def erase_due(timestamp: int) -> None:
    commands.remind_of_erasures(by=MACHINE, at=now())
    commands.erase_due(by=MACHINE, at=now())


@app.periodic(cron="7 4 * * *")
@app.task(
    name="privacy.sweep_past", queue="default", queueing_lock="privacy.sweep_past", pass_context=False, retry=UPKEEP
)
def sweep_past(timestamp: int) -> None:
    commands.sweep_past(by=MACHINE, at=now())
    commands.erase_rest(by=MACHINE, at=now())
    commands.forget_people(by=MACHINE, at=now())


@app.periodic(cron="* * * * *")
@app.task(
    name="privacy.note_erasures",
    queue="upkeep",
    queueing_lock="privacy.note_erasures",
    pass_context=False,
    retry=UPKEEP,
)
def note_erasures(timestamp: int) -> None:
    commands.note_erasures(by=MACHINE)
