"""
In which language a page is shown: what the person chose on the account, else on this device, else what the browser asks for.

The account comes first, so that nobody at a shared screen reads on in the language of whoever sat there before.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

CHOSEN = "language"  # in the session of somebody who is signed in


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    chosen = request.session.get(CHOSEN) if signed_in else None
    return known(chosen) or translation.get_language_from_request(request)


def known(code: object) -> str:
    """The code if we speak that language, else nothing."""
    return str(code) if code in dict(settings.LANGUAGES) and translation.check_for_language(str(code)) else ""
