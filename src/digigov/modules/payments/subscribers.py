"""News from casework (what is no longer due, what goes back), and our own (the payer is told, the receipt is made)."""

from digigov.kernel.clock import now
from digigov.kernel.events import subscribe
from digigov.modules.casework.events import CaseClosed, CaseHandedOver, StepFinished
from digigov.modules.payments import commands
from digigov.modules.payments.events import PaymentReceived, PaymentWaived, RefundDone, WaiverRefused


@subscribe(StepFinished)
def settle_left_step(news: StepFinished) -> None:
    if news.type == "pay" and news.outcome != "paid":
        commands.settle_left_step(at=now(), step_id=news.step_id)


@subscribe(CaseHandedOver)
def hand_over_payments(news: CaseHandedOver) -> None:
    commands.hand_over_payments(at=now(), case_id=news.case_id, to_party_id=news.to_party_id)


@subscribe(CaseClosed)
def settle_closed_case(news: CaseClosed) -> None:
    commands.settle_closed_case(at=now(), case_id=news.case_id, outcome=news.outcome, at_step=news.at_step)


@subscribe(PaymentReceived)
def tell_received(news: PaymentReceived) -> None:
    commands.tell_received(at=now(), payment_id=news.payment_id)


@subscribe(PaymentReceived)
def issue_receipt(news: PaymentReceived) -> None:
    commands.issue_receipt(at=now(), payment_id=news.payment_id)


@subscribe(PaymentWaived)
def tell_waived(news: PaymentWaived) -> None:
    commands.tell_waived(at=now(), payment_id=news.payment_id)


@subscribe(WaiverRefused)
def tell_waiver_refused(news: WaiverRefused) -> None:
    commands.tell_waiver_refused(at=now(), payment_id=news.payment_id)


@subscribe(RefundDone)
def tell_refunded(news: RefundDone) -> None:
    commands.tell_refunded(at=now(), refund_id=news.refund_id)
