"""Writing down what web processes counted. Called by the machine alone; nobody's data is in it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction

from digigov.modules.operations.models import Minute
from digigov.modules.operations.traffic import Counted

KEEP = timedelta(days=8)

_MINUTE = """
INSERT INTO operations_minute AS known (at, process, requests, errors, turned_away, slots) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (at, process) DO UPDATE SET requests = known.requests + EXCLUDED.requests, errors = known.errors + EXCLUDED.errors,
  turned_away = known.turned_away + EXCLUDED.turned_away,
  slots = ARRAY(SELECT a + b FROM unnest(known.slots, EXCLUDED.slots) WITH ORDINALITY AS each (a, b, n) ORDER BY n)
"""
_SERVED = """
INSERT INTO operations_served AS known (route, method, status, requests, seconds, slots) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (route, method, status) DO UPDATE SET requests = known.requests + EXCLUDED.requests,
  seconds = known.seconds + EXCLUDED.seconds,
  slots = ARRAY(SELECT a + b FROM unnest(known.slots, EXCLUDED.slots) WITH ORDINALITY AS each (a, b, n) ORDER BY n)
"""


@transaction.atomic
def note_traffic(
    *, process: str, minutes: Mapping[datetime, Counted], kinds: Mapping[tuple[str, str, int], Counted]
) -> None:
    """Add what one web process counted: by the minute, and by route, method and status (in one order, so that none waits in a circle)."""
    with connection.cursor() as cursor:
        cursor.executemany(
            _MINUTE,
            [(at, process, c.requests, c.errors, c.turned_away, c.slots) for at, c in sorted(minutes.items())],
        )
        cursor.executemany(_SERVED, [(*kind, c.requests, c.seconds, c.slots) for kind, c in sorted(kinds.items())])


def forget_traffic(*, at: datetime) -> None:
    """Minutes are for the page, and gone after a week. ``at`` by the machine's clock, as they are."""
    Minute.objects.filter(at__lt=at - KEEP).delete()
