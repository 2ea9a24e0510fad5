"""News from casework: an approval that was decided on the page of its case."""

from digigov.kernel.events import subscribe
from digigov.modules.casework.events import CaseClosed
from digigov.modules.knowledge.commands import settle_case
from digigov.modules.knowledge.workflows import APPROVAL


@subscribe(CaseClosed)
def article_decided(event: CaseClosed) -> None:
    if event.service == APPROVAL:
        settle_case(at=event.closed_at, case_id=event.case_id, outcome=event.outcome)
