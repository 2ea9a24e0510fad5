"""What can be done with fees, payments and refunds."""

from digigov.modules.payments.commands.asking import ask_attempt, ask_gateway, call_back
from digigov.modules.payments.commands.due import ask_for_payment, publish_fees
from digigov.modules.payments.commands.ending import hand_over_payments, pass_on, settle_closed_case, settle_left_step
from digigov.modules.payments.commands.paper import issue_receipt
from digigov.modules.payments.commands.reconciling import list_overdue_work, reconcile_day, settle_difference
from digigov.modules.payments.commands.refunding import refund, send_refund
from digigov.modules.payments.commands.starting import start_payment
from digigov.modules.payments.commands.telling import (
    tell_received,
    tell_refunded,
    tell_waived,
    tell_waiver_refused,
)
from digigov.modules.payments.commands.waiving import ask_for_waiver, refuse_waiver, waive
from digigov.modules.payments.commands.webhook import take_webhook

__all__ = [
    "ask_attempt",
    "ask_for_payment",
    "ask_for_waiver",
    "ask_gateway",
    "call_back",
    "hand_over_payments",
    "issue_receipt",
    "list_overdue_work",
    "pass_on",
    "publish_fees",
    "reconcile_day",
    "refund",
    "refuse_waiver",
    "send_refund",
    "settle_closed_case",
    "settle_difference",
    "settle_left_step",
    "start_payment",
    "take_webhook",
    "tell_received",
    "tell_refunded",
    "tell_waived",
    "tell_waiver_refused",
    "waive",
]
