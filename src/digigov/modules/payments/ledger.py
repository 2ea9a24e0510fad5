"""Double entry: what the gateway holds for us on one side, what it is for on the other."""

from datetime import datetime

from digigov.kernel.ids import new_id
from digigov.kernel.money import Money
from digigov.modules.payments.models import Attempt, LedgerEntry, Refund

GATEWAY = "card-gateway"
SURPLUS = "surplus"
UNMATCHED = "unmatched"


def account_of(attempt: Attempt) -> str:
    """What the money of an attempt is for."""
    match attempt.state:
        case Attempt.State.SURPLUS:
            return SURPLUS
        case Attempt.State.MISMATCH:
            return UNMATCHED
    return f"fees:{attempt.payment.unit}"


def book(*, attempt: Attempt, amount: Money, at: datetime, refund: Refund | None = None) -> None:
    """Money taken (positive) or given back (negative)."""
    booking = new_id()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            booking=booking,
            account=account,
            amount=side,
            currency=amount.currency,
            attempt=attempt,
            refund=refund,
            at=at,
        )
        for account, side in ((GATEWAY, amount.amount), (account_of(attempt), -amount.amount))
    )
