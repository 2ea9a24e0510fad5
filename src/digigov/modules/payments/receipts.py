"""Receipts: a series for each year without a gap."""

from datetime import datetime

from digigov.kernel.clock import local_date
from digigov.kernel.references import make_reference
from digigov.modules.payments.models import Payment, Receipt, ReceiptCounter


def issue(payment: Payment, *, at: datetime) -> Receipt:
    """The next number of the year, in the transaction that makes the payment paid: both are there, or neither."""
    year = local_date(at).year
    ReceiptCounter.objects.get_or_create(year=year)
    counter = ReceiptCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return Receipt.objects.create(
        payment=payment,
        year=year,
        number=counter.last,
        reference=make_reference(kind="R", year=year, number=counter.last),
        issued_at=at,
    )
