"""What this room holds of a person: fees, and what was paid. No card number is ever here."""

from django.utils.translation import gettext_noop as _

from digigov.modules.payments.models import Attempt, Payment, WaiverRequest
from digigov.modules.privacy.definitions import Holding, Source

MONEY = ("payments_refund", "payments_receipt", "payments_ledgerentry", "payments_difference")

HOLDING = Holding(
    room="payments",
    title=_("Your payments"),
    purpose=_("To take fees, to give receipts, and to send back what was too much."),
    basis="Finance (Administration) Act",
    kept=_("Seven years, as accounts are."),
    labels={
        "reference": _("Reference"), "application": _("Application"), "amount": _("Amount"), "state": _("How it stands"),
        "due_at": _("Due"), "settled_at": _("Settled"), "brand": _("Card"), "last4": _("Last four digits"), "started_at": _("Began"),
        "reason": _("Your reason"), "asked_at": _("Asked"), "answer": _("Answer"),
    },
    sources=(
        Source(
            table="payments_payment",
            column="payer_id",
            kind=_("Payment"),
            rows=lambda whose: Payment.objects.filter(payer_id__in=whose.party_ids).order_by("-due_at", "-id"),
            values=lambda row: {
                "reference": row.reference, "application": row.case_reference, "amount": f"{row.amount} {row.currency}",
                "state": row.state, "due_at": row.due_at, "settled_at": row.settled_at,
            },
            also=MONEY,
        ),
        Source(
            table="payments_attempt",
            column="payment_id",
            kind=_("Try to pay"),
            rows=lambda whose: Attempt.objects.filter(payment__payer_id__in=whose.party_ids)
            .select_related("payment")
            .order_by("-started_at", "-id"),
            values=lambda row: {
                "reference": row.payment.reference, "state": row.state, "brand": row.brand, "last4": row.last4,
                "started_at": row.started_at,
            },
        ),
        Source(
            table="payments_waiverrequest",
            column="payment_id",
            kind=_("Request to be let off a fee"),
            rows=lambda whose: WaiverRequest.objects.filter(payment__payer_id__in=whose.party_ids)
            .select_related("payment")
            .order_by("-asked_at", "-id"),
            values=lambda row: {
                "reference": row.payment.reference, "reason": row.reason, "state": row.state, "asked_at": row.asked_at,
                "answer": row.answer,
            },
        ),
    ),
)  # fmt: skip
