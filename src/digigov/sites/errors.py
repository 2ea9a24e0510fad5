"""A refusal becomes a page with its sentence and its HTTP status; nothing else is caught here."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from digigov.kernel.errors import DomainError


class DomainErrorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        response = render(request, "errors/refused.html", {"error": error}, status=error.status)
        for name, value in getattr(error, "headers", {}).items():
            response[name] = value
        return response
