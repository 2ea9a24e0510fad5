"""News from assurance and casework."""

from digigov.kernel.events import subscribe
from digigov.modules.applications.commands import adopt_written_down, carry_out_review
from digigov.modules.assurance.events import IdentityProved
from digigov.modules.casework.events import CaseClosed


@subscribe(IdentityProved)
def identity_proved(event: IdentityProved) -> None:
    if event.written_down_as is not None:
        adopt_written_down(at=event.proved_at, party_id=event.party_id, known_as=event.written_down_as)


@subscribe(CaseClosed)
def case_closed(event: CaseClosed) -> None:
    if event.outcome == "granted":
        carry_out_review(at=event.closed_at, case_id=event.case_id)
