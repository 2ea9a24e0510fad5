"""What must answer when little works: it is asked before session, language, host and database are."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from digigov.sites import health, metrics
from digigov.sites.status import page as status

PROBES = {
    "/health/": health.ready,
    "/health/ready/": health.ready,
    "/health/live/": health.live,
    "/metrics/": metrics.metrics,
    "/status/": status.status,
}


class ProbesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else self.get_response(request)
