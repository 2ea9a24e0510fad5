"""How well ministries answer: a table and a drawing by month, and the rows from which anybody can count them again."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from digigov.kernel.clock import now
from digigov.modules.organizations import queries as organizations
from digigov.modules.service_requests import queries
from digigov.sites.access import open_to
from digigov.sites.request import Request

MONTHS = 12


@open_to("everyone")
@require_safe
def figures(request: Request) -> HttpResponse:
    at = now()
    month = queries.month_of(request.GET.get("month", ""), at=at)
    found = queries.figures_of(month=month)
    page = {
        "figures": found,
        "names": organizations.names_of([each.ministry for each in found]),
        "most": max((each.opened for each in found), default=0),
        "month": month,
        "months": queries.months_before(queries.month_of("", at=at), MONTHS),
        "silence_days": queries.plan().silence_days,
    }
    return render(request, "requests/figures.html", page)


@open_to("everyone")
@require_safe
def rows(request: Request) -> HttpResponse:
    """One line for each request of a month, of nobody."""
    month = queries.month_of(request.GET.get("month", ""), at=now())
    answer = HttpResponse("".join(_lines(month)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="requests-{month:%Y-%m}.csv"'
    return answer


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(month: Any) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(queries.COLUMNS)
    for row in queries.every_row(month=month):
        values = (getattr(row, name) for name in queries.COLUMNS)
        yield writer.writerow([value.isoformat() if hasattr(value, "isoformat") else value for value in values])
