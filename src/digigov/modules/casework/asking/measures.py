"""How long it takes in fact."""

from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count

from digigov.kernel.clock import local_date, local_zone
from digigov.kernel.published import remembered
from digigov.modules.casework.models import Case
from digigov.modules.organizations import queries as organizations

LEAST_CASES, MOST_CASES, LOOK_BACK = 5, 300, timedelta(days=365)


@remembered(1000)
def typical_working_days(*, service: str, today: date) -> int | None:
    """
    The median of working days from handing in to the end, over the cases closed in the last year; None for fewer than five.

    Worked out once a day in each process.
    """
    rows = Case.objects.filter(
        service=service,
        state="closed",
        outcome__in=("granted", "refused", "closed"),
        closed_at__gte=datetime.combine(today - LOOK_BACK, time(), local_zone()),
    )
    times = list(rows.order_by("-closed_at").values_list("opened_at", "closed_at")[:MOST_CASES])
    if len(times) < LEAST_CASES:
        return None
    calendar = organizations.working_days()
    return round(median(calendar.between(local_date(opened), local_date(closed)) for opened, closed in times if closed))


@remembered(32)
def most_used_services(*, today: date, most: int = 6) -> tuple[str, ...]:
    """Services with the most cases in the last ninety days, worked out once a day in each process."""
    since = datetime.combine(today - timedelta(days=90), time(), local_zone())
    recent = Case.objects.filter(opened_at__gte=since).values("service")
    counted = recent.annotate(number=Count("id")).order_by("-number", "service")
    return tuple(counted.values_list("service", flat=True)[:most])
