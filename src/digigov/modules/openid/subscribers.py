"""News from identity."""

from digigov.kernel.events import subscribe
from digigov.modules.identity.events import AccountWasHeld, SignedOutEverywhere, VisitsEnded
from digigov.modules.openid.commands import end_all_of, end_visit


@subscribe(VisitsEnded)
def visits_ended(event: VisitsEnded) -> None:
    end_visit(at=event.ended_at, visits=event.visits)


@subscribe(AccountWasHeld)
def account_was_held(event: AccountWasHeld) -> None:
    end_all_of(at=event.held_at, account_id=event.account_id)


@subscribe(SignedOutEverywhere)
def signed_out_everywhere(event: SignedOutEverywhere) -> None:
    end_all_of(at=event.ended_at, account_id=event.account_id, but=event.kept)
