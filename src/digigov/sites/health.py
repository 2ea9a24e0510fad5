"""
Whether this process lives (``/health/live/``: it answers) and whether it can serve (``/health/ready/``: database, migrations,
pack): for a proxy, a supervisor or a monitor that asks often. ``/health/`` is the same as ready, by its older name.
"""

import psycopg
from django.db import connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

from digigov.kernel.paging import Page
from digigov.modules.catalog.queries import list_services
from digigov.modules.operations.queries import list_missing_migrations
from digigov.sites.access import open_to
from digigov.sites.request import Request

SECONDS = 2  # a pool would wait longer for a database that is away
_seen_whole: set[str] = set()  # what was once found whole stays so while this process lives
KIND = "text/plain; charset=utf-8"


@open_to("everyone")
@never_cache
def live(request: Request) -> HttpResponse:
    return HttpResponse("ok", content_type=KIND)


@open_to("everyone")
@never_cache
def ready(request: Request) -> HttpResponse:
    reason = why_not_ready()
    return HttpResponse(reason or "ok", content_type=KIND, status=503 if reason else 200)


def why_not_ready() -> str:
    """A sentence for whoever looks after the machine, or nothing. It says no more: anybody may ask."""
    if not database_answers():
        return "The database does not answer."
    if "migrations" not in _seen_whole and list_missing_migrations():
        return "Migrations are missing."
    _seen_whole.add("migrations")
    if "pack" not in _seen_whole and not list_services(page=Page(size=1)).items:
        return "No country pack is loaded."
    _seen_whole.add("pack")
    return ""


def database_answers() -> bool:
    """Asked on a connection of its own, so that a full pool is not taken for a database that is away."""
    known = connection.get_connection_params()
    place = {key: value for key, value in known.items() if key not in ("pool", "cursor_factory", "context")}
    try:
        with psycopg.connect(**{**place, "connect_timeout": SECONDS}, autocommit=True) as asked:
            asked.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True
