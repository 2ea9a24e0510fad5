"""
A screen that many share: a signed cookie says at which place it stands. Visits there are short, and the browser is nobody's own.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SALT = "kiosk"
KEPT_FOR = 400 * 24 * 3600  # seconds: longer no browser keeps one
VISIT_LASTS = 5 * 60  # seconds without a click


def kiosk_of(request: HttpRequest) -> str:
    """The code of the place at which this screen stands; '' for any other browser, and for a cookie that we did not sign."""
    return request.get_signed_cookie(settings.KIOSK_COOKIE_NAME, default="", salt=SALT) or ""


def make_kiosk(response: HttpResponse, place: str) -> None:
    response.set_signed_cookie(
        settings.KIOSK_COOKIE_NAME, place, salt=SALT, max_age=KEPT_FOR, httponly=True, samesite="Lax",
        secure=settings.BROWSER_COOKIE_SECURE,
    )  # fmt: skip


def make_no_kiosk(response: HttpResponse) -> None:
    response.delete_cookie(settings.KIOSK_COOKIE_NAME, samesite="Lax")
