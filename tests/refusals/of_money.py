"""Fees, payments, refunds, and what does not add up."""

from decimal import Decimal

from digigov.kernel.money import Money
from digigov.modules.payments import commands as payments
from digigov.modules.payments.definitions import FeeTable
from tests.refusals.trial import Machine, Trial
from tests.refusals.world import AT

JOB = "A job or what hears an event calls it; it does what is written down already, and twice does no harm."

PAYMENTS = {
    "ask_attempt": Machine(JOB),
    "ask_for_payment": Machine("A step of a case asks, by its definition."),
    "ask_for_waiver": Trial(
        lambda w, by: payments.ask_for_waiver(
            by=by, at=AT, payment_id=w.due_id, ground=0, reason="Public assistance since May"
        ),
        by="payer",
    ),
    "ask_gateway": Trial(lambda w, by: payments.ask_gateway(by=by, at=AT, payment_id=w.started_id), by="payer"),
    "call_back": Machine(JOB),
    "hand_over_payments": Machine(JOB),
    "issue_receipt": Machine(JOB),
    "list_overdue_work": Machine("Lists for the minute's job."),
    "pass_on": Machine(JOB),
    "publish_fees": Trial(
        lambda w, by: payments.publish_fees(by=by, at=AT, service="other", version=1, table=FeeTable()), by="machine"
    ),
    "reconcile_day": Machine(JOB),
    "refund": Trial(
        lambda w, by: payments.refund(
            by=by, at=AT, payment_id=w.paid_id, amount=Money(Decimal(5), "XCD"), note="Given back"
        ),
        by="treasurer",
    ),
    "refuse_waiver": Trial(
        lambda w, by: payments.refuse_waiver(by=by, at=AT, payment_id=w.waiver_id, reason="The letter is of another"),
        by="clerk",
    ),
    "send_refund": Machine(JOB),
    "settle_closed_case": Machine(JOB),
    "settle_difference": Trial(
        lambda w, by: payments.settle_difference(by=by, at=AT, difference_id=w.difference_id, note="Looked at"),
        by="treasurer",
    ),
    "settle_left_step": Machine(JOB),
    "start_payment": Trial(
        lambda w, by: payments.start_payment(by=by, at=AT, payment_id=w.due_id, return_url="https://x.example/"),
        by="payer",
    ),
    "take_webhook": Machine(
        "Believed only with the gateway's signature, and then only as far as: ask it (test_webhook.py).",
        doors=("sites/exchange/card_webhook.py",),
    ),
    "tell_received": Machine(JOB),
    "tell_refunded": Machine(JOB),
    "tell_waived": Machine(JOB),
    "tell_waiver_refused": Machine(JOB),
    "waive": Trial(lambda w, by: payments.waive(by=by, at=AT, payment_id=w.due_id, ground=0), by="clerk"),
}
