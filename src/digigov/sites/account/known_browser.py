"""
By what a browser is known again: a random cookie that says nothing of its owner and is looked at when somebody signs in.
"""

import re
import secrets

from django.conf import settings
from django.http import HttpResponse

from digigov.sites.request import Request

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
KEPT_FOR = 400 * 24 * 3600  # seconds: longer no browser keeps one
NEW = "new_browser_token"


def browser_token(request: Request) -> str:
    """What this browser is known by; a new one for a browser that has none, which ``remember_browser`` gives it."""
    known: str = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    token = known if TOKEN.fullmatch(known) else secrets.token_urlsafe(32)
    setattr(request, NEW, token)
    return token


def remember_browser(request: Request, response: HttpResponse) -> None:
    """After a sign-in the cookie lasts anew."""
    if token := getattr(request, NEW, ""):
        response.set_cookie(
            settings.BROWSER_COOKIE_NAME, token, max_age=KEPT_FOR, httponly=True, samesite="Lax",
            secure=settings.BROWSER_COOKIE_SECURE,
        )  # fmt: skip
