"""What must answer when little works: it is asked before session, language, host and database are."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from digigov.sites import health, metrics
from digigov.sites.status import page as status

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
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
        if probe is None:
            return self.get_response(request)
        return guarded(probe.__wrapped__(request))  # type: ignore[attr-defined] # open to everyone, whatever else was sent


def guarded(answer: HttpResponse) -> HttpResponse:
    """What a browser is told about every page: the middlewares that say it otherwise come later."""
    answer.headers.setdefault("Content-Security-Policy", NOTHING)
    answer.headers.setdefault("X-Frame-Options", "DENY")
    return answer
