"""What this room holds of a person: fees, and what was paid. No card number is ever here."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from digigov.modules.payments.models import Attempt, Payment, WaiverRequest
from digigov.modules.privacy.definitions import Holding, Rule, Shredding, Source, Stay, deleted


def _open_ones(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    return {row.pk: Stay("open-fee") for row in rows if row.state in Payment.OPEN}


def _of_open_ones(rows: Sequence[Any], shredding: Shredding) -> Mapping[Any, Stay | None]:
    return {row.pk: Stay("open-fee") for row in rows if row.payment.state in Payment.OPEN}


def _part_from_payer(rows: Sequence[Any], shredding: Shredding) -> None:
    """The ledger stands on these rows and is never altered: what goes is whose they were."""
    Payment.objects.filter(id__in=[row.pk for row in rows]).update(payer_id=None, waived_because="")


def _forget_cards(rows: Sequence[Any], shredding: Shredding) -> None:
    Attempt.objects.filter(id__in=[row.pk for row in rows]).update(brand="", last4="", return_url="")


MONEY = ("payments_refund", "payments_receipt", "payments_ledgerentry", "payments_difference")

HOLDING = Holding(
    room="payments",
    title=_("Your payments"),
    purpose=_("To take fees, to give receipts, and to send back what was too much."),
    basis="Finance (Administration) Act",
    labels={
        "reference": _("Reference"), "application": _("Application"), "amount": _("Amount"), "state": _("How it stands"),
        "due_at": _("Due"), "settled_at": _("Settled"), "brand": _("Card"), "last4": _("Last four digits"), "started_at": _("Began"),
        "reason": _("Your reason"), "asked_at": _("Asked"), "answer": _("Answer"),
    },
    sources=(
        Source(
            table="payments_payment",
            column="payer_id",
            rule=Rule("after", period="accounts", fields=("settled_at", "due_at"), event=_("it was settled")),
            stays=_open_ones, shred=_part_from_payer, effect="anonymised", left=~Q(payer_id=None) | ~Q(waived_because=""),
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
            rule=Rule("after", period="accounts", fields=("payment__settled_at", "payment__due_at"), event=_("the fee was settled")),
            stays=_of_open_ones, shred=_forget_cards, effect="anonymised", left=~Q(last4="") | ~Q(brand="") | ~Q(return_url=""),
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
            rule=Rule("after", period="accounts", fields=("payment__settled_at", "payment__due_at"), event=_("the fee was settled")),
            stays=_of_open_ones, shred=deleted(WaiverRequest),
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
