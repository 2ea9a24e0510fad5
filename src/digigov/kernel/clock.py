"""
The time. Commands and rules never read it: a door or a job asks here once and passes ``at`` down.

A rehearsal may move its clock (``settings.DIGIGOV_CLOCK`` names a module with ``now`` and ``ahead``); everything that asks here sees it.
What has its other side outside the rehearsal (the job queue's plan, a browser's session, an authenticator app) keeps the
machine's time: ``on_the_machine``.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _of(settings.DIGIGOV_CLOCK, "now")() if settings.DIGIGOV_CLOCK else timezone.now()  # type: ignore[no-any-return]


def ahead() -> timedelta:
    """How far this clock is before the machine's: nothing, but in a rehearsal that moved it."""
    return _of(settings.DIGIGOV_CLOCK, "ahead")() if settings.DIGIGOV_CLOCK else timedelta(0)  # type: ignore[no-any-return]


def on_the_machine(at: datetime) -> datetime:
    """What the machine's own clock shows at a moment of ours."""
    return at - ahead()


def machine_now() -> datetime:
    """This moment by the machine's own clock: for the health of machines, never for anybody's business."""
    return timezone.now()


def local_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def local(at: datetime) -> datetime:
    """The moment as the country's clocks show it."""
    return at.astimezone(local_zone())


def local_date(at: datetime) -> date:
    """The country's date at that moment."""
    return local(at).date()


@cache
def _of(module: str, name: str) -> Callable[[], Any]:
    return import_string(f"{module}.{name}")  # type: ignore[no-any-return]
