"""How well ministries answer, by month of opening: each figure can be counted again from ``list_rows``, which names nobody."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from digigov.kernel.clock import local, local_date, local_zone
from digigov.kernel.paging import Page, PageOf
from digigov.modules.service_requests import rules
from digigov.modules.service_requests.models import Request

DAY = timedelta(days=1)
COLUMNS = (
    "ministry",
    "category",
    "opened_at",
    "acknowledge_due_at",
    "acknowledged_at",
    "answered_at",
    "said",
    "reopened",
    "state",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One request, of nobody: ``category`` is left out where it is not public."""

    ministry: str
    category: str
    opened_at: datetime
    acknowledge_due_at: datetime
    acknowledged_at: datetime | None
    answered_at: datetime | None
    said: str
    reopened: int
    state: str


@dataclass(frozen=True, slots=True)
class Figures:
    """``in_time`` of ``opened``: acknowledged in time; ``no``: how often somebody said that it is not done; ``median_days`` from opening to the answer that stands."""

    ministry: str
    opened: int = 0
    in_time: int = 0
    answered: int = 0
    closed: int = 0
    median_days: float | None = None
    reopened: int = 0
    yes: int = 0
    no: int = 0
    silent: int = 0

    @property
    def share_in_time(self) -> int | None:
        return round(100 * self.in_time / self.opened) if self.opened else None


def month_of(text: str, *, at: datetime) -> date:
    """The first day of a month as ``2026-11``; this one for anything unreadable or to come."""
    today = local_date(at).replace(day=1)
    try:
        found = date.fromisoformat(f"{text}-01") if len(text) == 7 else today
    except ValueError:
        return today
    return min(found, today) if found.year >= 2000 else today


def list_rows(*, month: date, page: Page) -> PageOf[Row]:
    """The requests opened in a month, oldest first."""
    return page.of(_of_month(month).order_by("opened_at", "id"), _row)


def every_row(*, month: date) -> Iterable[Row]:
    """The same as a stream, for a file that is loaded whole."""
    return (_row(each) for each in _of_month(month).order_by("opened_at", "id").iterator(chunk_size=500))


def figures_of(*, month: date) -> tuple[Figures, ...]:
    """By ministry: never many."""
    return count(_row(each) for each in _of_month(month).iterator(chunk_size=2000))


def count(rows: Iterable[Row]) -> tuple[Figures, ...]:
    """The figures from rows alone, so that anybody can count them again."""
    by_ministry: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_ministry[row.ministry].append(row)
    return tuple(_figures(ministry, found) for ministry, found in sorted(by_ministry.items()))


def months_before(month: date, n: int) -> tuple[date, ...]:
    """The month and those before it, newest first."""
    found = [month]
    for _each in range(n - 1):
        found.append((found[-1] - DAY).replace(day=1))
    return tuple(found)


def _of_month(month: date):
    begins = datetime(month.year, month.month, 1, tzinfo=local_zone())
    ends = (begins + timedelta(days=32)).replace(day=1)
    return Request.objects.filter(opened_at__gte=begins, opened_at__lt=ends)


def _row(each: Request) -> Row:
    return Row(
        each.ministry, each.category if each.is_public else "", local(each.opened_at), local(each.acknowledge_due_at),
        each.acknowledged_at and local(each.acknowledged_at), each.answered_at and local(each.answered_at), each.said,
        each.reopened, each.state,
    )  # fmt: skip


def _figures(ministry: str, rows: list[Row]) -> Figures:
    answered = [row for row in rows if row.answered_at is not None]
    days = [(row.answered_at - row.opened_at) / DAY for row in answered if row.answered_at]
    middle = rules.median(days)
    return Figures(
        ministry=ministry,
        opened=len(rows),
        in_time=sum(r.acknowledged_at is not None and r.acknowledged_at <= r.acknowledge_due_at for r in rows),
        answered=len(answered),
        closed=sum(row.state == rules.CLOSED for row in rows),
        median_days=None if middle is None else round(middle, 1),
        reopened=sum(row.reopened > 0 for row in rows),
        yes=sum(row.said == "yes" for row in rows),
        no=sum(row.reopened for row in rows),
        silent=sum(row.said == "silent" for row in rows),
    )
