"""A refusal becomes a page with its sentence and its HTTP status; nothing else is caught here."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from digigov.kernel.errors import DomainError
from digigov.sites.request import Request
from digigov.sites.security_log import note_refusal


class OnlyFromAButton(DomainError):
    """Somebody came back to the address of a button, as after signing in again."""

    code = "only-from-a-button"
    message = _("This address belongs to a button. Go back to the page with the button and press it again.")
    status = 405


class DomainErrorMiddleware:
    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            return self._refused(request, OnlyFromAButton(), Allow=response["Allow"])
        return response

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        return self._refused(request, error, **getattr(error, "headers", {}))

    def _refused(self, request: Request, error: DomainError, **headers: str) -> HttpResponse:
        note_refusal(request, error)
        response = render(request, "errors/refused.html", {"error": error}, status=error.status)
        for name, value in headers.items():
            response[name] = value
        return response
