"""One line in the log for each request, and a number by which a person's report, the answer and the log are brought together."""

import logging
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from digigov.kernel.ids import new_id
from digigov.kernel.once import one_piece_of_work
from digigov.sites.traffic import ROUTE

log = structlog.get_logger("digigov.request")
QUIET = ("/health/", "/metrics/", "/status/")


class RequestLogMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number, begun = str(new_id()), time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=number), one_piece_of_work():
            response = self.get_response(request)
            route = request.resolver_match.route if request.resolver_match else None
            request.META[ROUTE] = route
            if not request.path_info.startswith(QUIET):
                taken = round((time.perf_counter() - begun) * 1000)
                level = logging.ERROR if response.status_code >= 500 else logging.INFO
                log.log(level, "request", method=request.method, route=route, status=response.status_code, ms=taken)
        response["X-Request-ID"] = number
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """A bug: its traceback, under the request's number. Refusals never come here, they are answers."""
        log.error("bug", exc_info=error)
