"""Counting attempts, right with any number of workers."""

import hashlib
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from digigov.kernel.clock import on_the_machine
from digigov.modules.identity import rules
from digigov.modules.identity.models import (
    Alarm,
    Attempts,
    Code,
    Concern,
    KnownDevice,
    PastAddress,
    Recovery,
    RecoveryCode,
    Session,
)

COUNT = """
INSERT INTO identity_attempts AS known (key, stretch, count, ends_at) VALUES (%s, %s, 1, %s)
ON CONFLICT (key, stretch) DO UPDATE SET count = known.count + 1
RETURNING count
"""


def count_attempt(*, at: datetime, what: str, who: str, seconds: int) -> tuple[int, datetime]:
    """
    Count one more attempt; how many there are in this stretch of time, and when it ends.

    One statement, so that no two workers count the same attempt; who it was is kept only as a keyed digest.
    """
    stretch = int(at.timestamp()) // seconds
    ends_at = datetime.fromtimestamp((stretch + 1) * seconds, UTC)
    key = hashlib.blake2b(f"{what}|{seconds}|{who}".encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=32)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key.hexdigest(), stretch, ends_at])
        (count,) = cursor.fetchone()
    return count, ends_at


def forget_what_has_passed(*, at: datetime) -> None:
    """Remove counts, codes, waits, alarms, devices and sessions whose time is over."""
    Attempts.objects.filter(ends_at__lt=at).delete()
    Code.objects.filter(expires_at__lt=at - timedelta(days=1)).delete()
    RecoveryCode.objects.filter(works_until__lt=at).delete()
    Recovery.objects.filter(closes_at__lt=at).delete()
    KnownDevice.objects.filter(seen_at__lt=at - rules.DEVICE_KNOWN_FOR).delete()
    Alarm.objects.filter(works_until__lt=at).delete()
    PastAddress.objects.filter(left_at__lt=at - rules.PAST_ADDRESS_FOR).delete()
    Concern.objects.filter(looked_at__lt=at - rules.CONCERN_KEPT_FOR).delete()
    Session.objects.filter(expire_date__lt=on_the_machine(at)).delete()
