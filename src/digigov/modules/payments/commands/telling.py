"""The payer is told, once each."""

from datetime import datetime
from uuid import UUID

from django.utils import translation

from digigov.kernel.actor import system
from digigov.kernel.money import Money
from digigov.modules.casework import commands as casework
from digigov.modules.notifications import commands as notifications
from digigov.modules.notifications.ports import Occasion
from digigov.modules.parties import queries as parties
from digigov.modules.payments import occasions
from digigov.modules.payments.commands.due import find_fee
from digigov.modules.payments.models import Payment, Refund, WaiverRequest
from digigov.ui.format import money

HERE = system("payments")


def tell_waived(*, at: datetime, payment_id: UUID) -> None:
    """The payer is let off the fee. Told once, however often this is called."""
    step_id = Payment.objects.values_list("step_id", flat=True).get(id=payment_id)
    casework.tell_applicant(by=HERE, at=at, step_id=step_id, message=occasions.FEE_WAIVED.message)


def tell_waiver_refused(*, at: datetime, payment_id: UUID) -> None:
    """The fee must be paid, why, and until when. Told once, however often this is called."""
    asked = WaiverRequest.objects.select_related("payment").get(payment_id=payment_id)
    casework.tell_applicant(
        by=HERE,
        at=at,
        step_id=asked.payment.step_id,
        message=occasions.WAIVER_REFUSED.message,
        values={"reason": asked.answer},
    )


def tell_received(*, at: datetime, payment_id: UUID) -> None:
    """The fee is paid: amount and receipt. Told once, however often this is called."""
    payment = Payment.objects.select_related("receipt").get(id=payment_id)
    values = {"receipt": payment.receipt.reference, "fee": _label(payment)}
    _tell(payment, occasions.PAID, payment.money, dedupe_key=f"paid:{payment.id}", at=at, **values)


def tell_refunded(*, at: datetime, refund_id: UUID) -> None:
    """Money went back. Told once, however often this is called."""
    refund = Refund.objects.select_related("attempt__payment").get(id=refund_id)
    payment = refund.attempt.payment
    returned = Money(refund.amount, payment.currency)
    _tell(payment, occasions.REFUNDED, returned, dedupe_key=f"refunded:{refund.id}", at=at)


def _tell(payment: Payment, occasion: Occasion, amount: Money, *, dedupe_key: str, at: datetime, **values: str) -> None:
    if payment.payer_id is not None:
        notifications.send(
            by=HERE,
            at=at,
            party_id=payment.payer_id,
            message=occasion.message,
            service=payment.service,
            version=payment.version,
            values=occasion.values(reference=payment.case_reference, amount=money(amount), **values),
            dedupe_key=dedupe_key,
            case_id=payment.case_id,
        )


def _label(payment: Payment) -> str:
    """The fee's name in the payer's language."""
    label = find_fee(payment.service, payment.version, payment.fee).label
    if payment.payer_id is None:
        return label
    with translation.override(parties.contact_of(payment.payer_id).language):
        return translation.gettext(label)
