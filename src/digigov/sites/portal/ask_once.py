"""How often services ask for what government knows already: a page for everybody, and the same as open data. No personal data."""

import csv
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from digigov.kernel.paging import Page
from digigov.modules.catalog.queries import AskOnce, list_ask_once
from digigov.modules.organizations.queries import names_of
from digigov.sites.access import open_to
from digigov.sites.request import Request

COLUMNS = ("service", "name", "ministry", "questions", "filled", "again")
COUNTED = ("questions", "filled", "again")


@open_to("everyone")
@cache_control(public=True, max_age=300)
def ask_once(request: Request) -> HttpResponse:
    """In all, by ministry, and service by service."""
    every = tuple(_every())
    page = {
        "total": _sum(every),
        "ministries": _by_ministry(every),
        "services": list_ask_once(page=Page.from_query(request.GET.get("page"), size=25)),
    }
    return render(request, "open_data/ask_once.html", page)


@open_to("everyone")
@cache_control(public=True, max_age=300)
def ask_once_csv(request: Request) -> HttpResponse:
    """A line for each service."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="ask-once.csv"'
    lines = csv.DictWriter(answer, COLUMNS)
    lines.writeheader()
    lines.writerows(asdict(each) for each in _every())
    return answer


@open_to("everyone")
@cache_control(public=True, max_age=300)
def ask_once_json(request: Request) -> HttpResponse:
    every = tuple(_every())
    return JsonResponse({"total": _sum(every), "services": [asdict(each) for each in every]})


def _every() -> Iterator[AskOnce]:
    page = Page(size=100)
    while True:
        found = list_ask_once(page=page)
        yield from found
        if not found.has_next:
            return
        page = Page(page.number + 1, page.size)


def _by_ministry(every: tuple[AskOnce, ...]) -> list[dict[str, Any]]:
    """Those that ask the most again first."""
    names = names_of({each.ministry for each in every})
    rows = [
        {"code": code, "name": name, **_sum(tuple(each for each in every if each.ministry == code))}
        for code, name in names.items()
    ]
    return sorted(rows, key=lambda row: (-row["again"], row["name"]))


def _sum(services: tuple[AskOnce, ...]) -> dict[str, int]:
    sums = {name: sum(getattr(each, name) for each in services) for name in COUNTED}
    return {"services": len(services), **sums}
