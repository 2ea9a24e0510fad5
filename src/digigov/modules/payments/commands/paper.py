"""The receipt on paper, sealed like every other document."""

from datetime import datetime
from uuid import UUID

from digigov.kernel.actor import system
from digigov.modules.documents import commands as documents
from digigov.modules.parties import queries as parties
from digigov.modules.payments.commands.due import find_fee
from digigov.modules.payments.models import Attempt, Payment
from digigov.ui.format import money

HERE = system("payments")


def issue_receipt(*, at: datetime, payment_id: UUID) -> UUID:
    """Have the receipt made under its own gapless number. Harmless when repeated: there is one paper."""
    payment = Payment.objects.select_related("receipt").get(id=payment_id)
    attempt = payment.attempts.get(state=Attempt.State.PAID)
    payer = payment.payer_id
    name = parties.names_of([payer]).get(payer, "") if payer else ""
    return documents.issue_receipt(
        by=HERE,
        at=at,
        service=payment.service,
        version=payment.version,
        wanted=documents.Wanted(
            occasion=f"receipt:{payment.id}",
            unit=payment.unit,
            facts={},
            holder_id=payer,
            holder_name=name,
            case_id=payment.case_id,
            case_reference=payment.case_reference,
            reference=payment.receipt.reference,
            shown=(
                *((("Received from", name),) if name else ()),
                ("Paid for", find_fee(payment.service, payment.version, payment.fee).label),
                ("Amount", money(payment.money)),
                ("Paid by", f"{attempt.brand} ending {attempt.last4}"),
                ("Application", payment.case_reference),
                ("Payment", payment.reference),
            ),
        ),
    )
