"""
Figures for Prometheus, in its text format (0.0.4): what was served by route, and how queue, messages and database are. Counted in
the database, so every web process gives the same answer and a restart loses nothing. No address, name or number is a label.
"""

import hmac
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings
from django.db import Error
from django.http import HttpResponse

from digigov.kernel.clock import machine_now
from digigov.modules.notifications.queries import count_waiting
from digigov.modules.operations.queries import (
    EDGES,
    count_living_workers,
    list_depths,
    list_kinds,
    measure_database,
)
from digigov.sites.access import open_to
from digigov.sites.health import why_not_ready
from digigov.sites.request import Request

HERE = ("127.0.0.1", "::1")
KIND = "text/plain; version=0.0.4; charset=utf-8"
Samples = Iterable[tuple[Mapping[str, object], float]]


@open_to("everyone")
def metrics(request: Request) -> HttpResponse:
    """For this machine (never through a proxy), or for whoever knows the token; for all others there is nothing here."""
    if not may_ask(request):
        return HttpResponse(status=404)
    return HttpResponse("".join(all_metrics()), content_type=KIND)


def may_ask(request: Request) -> bool:
    token = settings.DIGIGOV_METRICS_TOKEN
    if token and hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()):
        return True
    return request.META.get("REMOTE_ADDR") in HERE and "X-Forwarded-For" not in request.headers


def all_metrics() -> Iterator[str]:
    """Without its database it still says that it is not ready; the rest then is missing."""
    reason = why_not_ready()
    yield from _family("digigov_ready", "gauge", "Whether the window can serve", [({}, 0 if reason else 1)])
    if reason:
        return
    try:
        yield from (*_served(), *_queues(), *_surroundings())
    except Error:
        return


def _served() -> Iterator[str]:
    kinds = list_kinds()
    name = "digigov_requests_total"
    samples = [({"route": k.route, "method": k.method, "status": k.status}, float(k.requests)) for k in kinds]
    yield from _family(name, "counter", "Requests answered, by route", samples)
    slots: dict[str, list[int]] = defaultdict(lambda: [0] * (len(EDGES) + 1))
    seconds: dict[str, float] = defaultdict(float)
    for kind in kinds:
        slots[kind.route] = [a + b for a, b in zip(slots[kind.route], kind.slots, strict=True)]
        seconds[kind.route] += kind.seconds
    name = "digigov_request_seconds"
    yield f"# HELP {name} How long requests took, by route\n# TYPE {name} histogram\n"
    for route, counts in slots.items():
        total = 0
        for edge, count in zip((*EDGES, "+Inf"), counts, strict=True):
            total += count
            yield _line(f"{name}_bucket", {"route": route, "le": edge}, total)
        yield _line(f"{name}_sum", {"route": route}, seconds[route])
        yield _line(f"{name}_count", {"route": route}, total)


def _queues() -> Iterator[str]:
    depths, at = list_depths(), machine_now()
    states = ("due", "later", "doing", "failed")
    jobs = [({"queue": d.name, "state": state}, float(getattr(d, state))) for d in depths for state in states]
    yield from _family("digigov_jobs", "gauge", "Jobs in the queue", jobs)
    ages = [({"queue": d.name}, (at - d.oldest_due_at).total_seconds()) for d in depths if d.oldest_due_at]
    yield from _family("digigov_oldest_job_seconds", "gauge", "How long the oldest job that could run waits", ages)
    yield from _family("digigov_workers", "gauge", "Workers heard of within a minute", [({}, count_living_workers())])
    waiting: Samples = [({"state": state}, float(count)) for state, count in count_waiting().items()]
    yield from _family("digigov_messages", "gauge", "Messages that have not left", waiting)


def _surroundings() -> Iterator[str]:
    found = measure_database()
    yield from _family("digigov_database_bytes", "gauge", "Size of the database", [({}, found.bytes)])
    yield from _family("digigov_database_connections", "gauge", "Connections taken", [({}, found.connections)])
    yield from _family(
        "digigov_database_connections_max", "gauge", "Connections there are", [({}, found.most_connections)]
    )


def _family(name: str, kind: str, about: str, samples: Samples) -> Iterator[str]:
    yield f"# HELP {name} {about}\n# TYPE {name} {kind}\n"
    for labels, value in samples:
        yield _line(name, labels, value)


def _line(name: str, labels: Mapping[str, object], value: float) -> str:
    told = ",".join(f'{key}="{_escaped(str(each))}"' for key, each in labels.items())
    return f"{name}{{{told}}} {value}\n" if told else f"{name} {value}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
