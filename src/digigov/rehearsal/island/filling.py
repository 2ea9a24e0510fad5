"""Where the numbers of this installation go on when cases are copied into it, and the counters behind them."""

import secrets
from datetime import UTC
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Count
from django.db.models.functions import TruncDate

from digigov.rehearsal.island.copying import Numbers


def numbers_here(*, salt: int | None = None, cases: int = 0) -> Numbers:
    """``salt`` keeps the ids of one filling from those of another; ``cases`` are there of this one."""
    found = Numbers(next_reference(), salt=secrets.randbits(24) if salt is None else salt, cases=cases)
    found.receipts.update(dict(_receipt_counters().values_list("year", "last")))
    days = apps.get_model("appointments", "Appointment").objects.values(day=TruncDate("starts_at", tzinfo=UTC))
    found.appointments.update({each["day"]: each["count"] for each in days.annotate(count=Count("id"))})
    return found


def set_counters(numbers: Numbers) -> None:
    """So that what is handed in next has numbers that no copy has."""
    with connection.cursor() as cursor:
        used = numbers.next_reference - next_reference()
        cursor.execute("SELECT count(nextval('reference_number')) FROM generate_series(1, %s)", [used])
    numbers.next_reference += 1
    for year, last in numbers.receipts.items():
        _receipt_counters().update_or_create(year=year, defaults={"last": last})


def next_reference() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('reference_number')")
        return int(cursor.fetchone()[0])


def _receipt_counters() -> Any:
    return apps.get_model("payments", "ReceiptCounter").objects
