"""Whether the centre is open: the hours of its office, less public holidays unless the plan works through them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from digigov.kernel.clock import local_date, local_zone
from digigov.modules.contact_center import rules
from digigov.modules.contact_center.plans import get_plan
from digigov.modules.organizations.definitions import Hours
from digigov.modules.organizations.queries import get_office, working_days

HALF = timedelta(minutes=30)


def opening(*, at: datetime) -> rules.Opening:
    """:raises NotFound: in a country without a contact centre."""
    year = local_date(at).year
    return rules.opening(_hours(), at=at, zone=local_zone(), closed_on=_closed(year, year + 1))


def is_open(*, at: datetime) -> bool:
    return opening(at=at).is_open


def open_halves(*, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every half hour of the clock that begins while the centre is open, in order. :raises NotFound: as above."""
    hours, closed = _hours(), _closed(*range(since.year - 1, until.year + 2))
    here = since + timedelta(seconds=-int(since.timestamp()) % HALF.seconds)
    while here < until:
        now = rules.opening(hours, at=here, zone=local_zone(), closed_on=closed)
        if now.changes_at is None:
            return
        if now.is_open:
            yield here.astimezone(UTC)
            here += HALF
        else:
            here = now.changes_at + timedelta(seconds=-int(now.changes_at.timestamp()) % HALF.seconds)


def _hours() -> tuple[Hours, ...]:
    return tuple(Hours.model_validate(each) for each in get_office(get_plan().office).hours)


def _closed(*years: int) -> frozenset[date]:
    """Public holidays, unless the centre works through them."""
    if get_plan().open_on_holidays:
        return frozenset()
    return frozenset(day for year in years for day in working_days().holidays(year))
