"""News from identity."""

from digigov.kernel.events import subscribe
from digigov.modules.identity.events import VisitsEnded
from digigov.modules.openid.commands import end_visit


@subscribe(VisitsEnded)
def visits_ended(event: VisitsEnded) -> None:
    end_visit(at=event.ended_at, visits=event.visits)
