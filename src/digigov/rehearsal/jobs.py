"""The steps of a move of the clock."""

from datetime import datetime

from procrastinate import JobContext
from procrastinate.contrib.django import app

from digigov.kernel.queue import UPKEEP
from digigov.rehearsal import moving


@app.task(name=moving.STEP_CLOCK, queue="rehearsal", queueing_lock=moving.STEP_CLOCK, pass_context=True, retry=UPKEEP)
def step_clock(context: JobContext, *, since: str, to: str, waited: float = 0.0) -> None:
    moving.take_step(
        job_id=context.job.id, since=datetime.fromisoformat(since), to=datetime.fromisoformat(to), waited=waited
    )
