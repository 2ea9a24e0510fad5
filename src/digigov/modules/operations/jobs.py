"""The queue's own housekeeping: what a dead worker left is done again, what is long done is forgotten."""

from datetime import timedelta

from procrastinate import JobContext
from procrastinate.contrib.django import app as jobs

from digigov.kernel.clock import machine_now
from digigov.kernel.queue import UPKEEP
from digigov.modules.audit.queries import find_chain_fault
from digigov.modules.operations import commands
from digigov.modules.operations.queries import TRAIL

SILENCE = 30  # seconds without a heartbeat after which a worker is taken for dead
KEEP_DONE_HOURS = 7 * 24


@jobs.periodic(cron="* * * * * */15")
@jobs.task(
    name="retry_stalled_jobs", queue="upkeep", queueing_lock="retry_stalled_jobs", pass_context=True, retry=UPKEEP
)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        await manager.retry_job(job, retry_at=machine_now() + timedelta(seconds=1))


@jobs.periodic(cron="17 * * * *")
@jobs.task(name="forget_done_jobs", queue="upkeep", queueing_lock="forget_done_jobs", pass_context=True, retry=UPKEEP)
async def forget_done_jobs(context: JobContext, timestamp: int) -> None:
    """Failed ones stay: somebody has to look at them."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_DONE_HOURS)


@jobs.periodic(cron="23 * * * *")
@jobs.task(name="operations.forget_failures", queue="upkeep", queueing_lock="operations.forget_failures", retry=UPKEEP)
def forget_failures(timestamp: int) -> None:
    commands.forget_failures()
    commands.forget_traffic(at=machine_now())


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(name="operations.look_at_trail", queue="upkeep", queueing_lock="operations.look_at_trail", retry=UPKEEP)
def look_at_trail(timestamp: int) -> None:
    """The newest part of the chain, a second or so; the drill looks over all of it each night."""
    fault = find_chain_fault()
    said = f"block {fault.block}: {fault.kind}" if fault else ""
    commands.note_look(at=machine_now(), name=TRAIL, is_well=fault is None, said=said)
