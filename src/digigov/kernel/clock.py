"""
The time. Commands and rules never read it: a door or a job asks here once and passes ``at`` down.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def local_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def local(at: datetime) -> datetime:
    """The moment as the country's clocks show it."""
    return at.astimezone(local_zone())


def local_date(at: datetime) -> date:
    """The country's date at that moment."""
    return local(at).date()
