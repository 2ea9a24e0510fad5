"""Where somebody wants the clock to go, as they type it."""

import re
from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from digigov.kernel.clock import local, local_zone
from digigov.kernel.errors import DomainError

OPENING = time(8)  # a day begins for people when the offices open
_AHEAD = re.compile(r"(\d{1,4})\s*([hdmy])")


class NotAMoment(DomainError):
    code = "not-a-moment"
    message = _("Say how far, such as 1d, 90d, 3m or 1y, or a day, such as 2027-03-01.")


def moment_of(wish: str, *, at: datetime) -> datetime:
    """
    ``2h``, ``90d``, ``3m`` and ``1y`` count from now, by the calendar; a date means eight in the morning there.

    :raises NotAMoment: if it is neither.
    """
    wish = wish.strip().lower()
    ahead = _AHEAD.fullmatch(wish)
    try:
        if not ahead:
            day = datetime.strptime(wish, "%Y-%m-%d")  # noqa: DTZ007 - the zone is the country's
            return datetime.combine(day, OPENING, tzinfo=local_zone())
        count, unit = int(ahead[1]), ahead[2]
        if unit in "hd":
            return at + timedelta(**{"h": {"hours": count}, "d": {"days": count}}[unit])
        return _months_after(local(at), count * (12 if unit == "y" else 1))
    except (ValueError, OverflowError):
        raise NotAMoment from None


def _months_after(at: datetime, months: int) -> datetime:
    """The same day and time of that month, or the last day that it has."""
    year, month = divmod(at.month - 1 + months, 12)
    first = at.replace(year=at.year + year, month=month + 1, day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(at.day, last.day))
