"""News from casework: what is no longer due, and what goes back."""

from digigov.kernel.clock import now
from digigov.kernel.events import subscribe
from digigov.modules.casework.events import CaseClosed, StepFinished
from digigov.modules.payments import commands


@subscribe(StepFinished)
def settle_left_step(news: StepFinished) -> None:
    if news.type == "pay" and news.outcome != "paid":
        commands.settle_left_step(at=now(), step_id=news.step_id)


@subscribe(CaseClosed)
def settle_closed_case(news: CaseClosed) -> None:
    commands.settle_closed_case(at=now(), case_id=news.case_id, outcome=news.outcome, at_step=news.at_step)
