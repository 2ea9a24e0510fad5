"""What must hold whatever was killed when. Nothing here should ever be found; the operations page and the drills ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Min, Sum

from digigov.modules.casework import queries as casework
from digigov.modules.payments import ledger
from digigov.modules.payments.models import Attempt, LedgerEntry, Payment, Receipt, ReceiptCounter, Refund

PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Violation:
    rule: str
    about: str


def find_violations(*, at: datetime) -> list[Violation]:
    """
    Every breach of: the ledger sums to zero; paid means one receipt and one attempt that paid; receipts are gapless; money
    taken and given back is booked; no case goes on unpaid; the case of a paid fee is told within ten minutes, and refunds go out.
    """
    return [
        *_of("ledger does not sum to zero", _unbalanced()),
        *_of(
            "paid without a receipt",
            Payment.objects.filter(state="paid", receipt=None).values_list("reference", flat=True),
        ),
        *_of(
            "receipt without being paid",
            Receipt.objects.exclude(payment__state="paid").values_list("reference", flat=True),
        ),
        *_of("paid without an attempt that paid", _paid_for_nothing()),
        *_of("attempt that paid, on a payment that is not paid", _paid_in_vain()),
        *_of("receipts have a gap", _gaps()),
        *_of("money taken and not booked", _unbooked()),
        *_of("refund done and not booked", _unbooked_refunds()),
        *_of("more given back than taken", _overdrawn()),
        *_of("step went on without its fee", _unpaid_steps()),
        *_of("paid, and the case was not told", _untold(at)),
        *_of("refund ordered and not sent", _unsent(at)),
    ]


def _of(rule: str, rows) -> list[Violation]:
    return [Violation(rule, str(row)) for row in rows]


def _unbalanced():
    sums = LedgerEntry.objects.values("booking", "currency").annotate(sum=Sum("amount")).exclude(sum=0)
    return sums.values_list("booking", flat=True)


def _paid_for_nothing():
    paid = Attempt.objects.filter(state="paid", captured=F("payment__amount")).values("payment_id")
    return Payment.objects.filter(state="paid").exclude(id__in=paid).values_list("reference", flat=True)


def _paid_in_vain():
    return Attempt.objects.filter(state="paid").exclude(payment__state="paid").values_list("id", flat=True)


def _gaps():
    counted = {
        y["year"]: (y["least"], y["most"], y["many"])
        for y in Receipt.objects.values("year").annotate(least=Min("number"), most=Max("number"), many=Count("id"))
    }
    last = dict(ReceiptCounter.objects.exclude(last=0).values_list("year", "last"))
    return [year for year in counted.keys() | last.keys() if counted.get(year) != (1, last.get(year), last.get(year))]


def _unbooked():
    booked = LedgerEntry.objects.filter(account=ledger.GATEWAY, refund=None, amount=F("attempt__captured"))
    took = Attempt.objects.filter(state__in=Attempt.TOOK_MONEY)
    return took.exclude(id__in=booked.values("attempt_id")).values_list("id", flat=True)


def _unbooked_refunds():
    booked = LedgerEntry.objects.filter(account=ledger.GATEWAY, amount=-F("refund__amount")).values("refund_id")
    return Refund.objects.filter(state="done").exclude(id__in=booked).values_list("id", flat=True)


def _overdrawn():
    given = Refund.objects.exclude(state="failed").values("attempt_id", "attempt__captured").annotate(sum=Sum("amount"))
    return given.filter(sum__gt=F("attempt__captured")).values_list("attempt_id", flat=True)


def _unpaid_steps():
    settled = Payment.objects.filter(state__in=["paid", "free", "waived"]).values_list("step_id", flat=True)
    return casework.list_steps_finished(type_="pay", outcome="paid", but=settled)


def _untold(at: datetime):
    late = Payment.objects.filter(state__in=["paid", "waived"], passed_on_at=None, settled_at__lt=at - PATIENCE)
    return late.values_list("reference", flat=True)


def _unsent(at: datetime):
    return Refund.objects.filter(state="ordered", ordered_at__lt=at - PATIENCE).values_list("id", flat=True)
