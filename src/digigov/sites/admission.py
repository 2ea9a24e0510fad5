"""
When more comes than can be done: a bounded number of requests is worked on at once, some wait a moment for their turn, all
others are told at once to come again. Stands before Django, so being turned away costs next to nothing and asks no database.
"""

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from digigov.sites.turns import Turns

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

SENDING, INSIDE, LOOKING = range(
    3
)  # who goes first: whoever hands something in, whoever is in the middle of something, all others
COME_AGAIN = 10  # seconds
MACHINES = "/exchange/"
ALWAYS = ("/health/", "/static/", "/status/", "/metrics/")
HEADERS = [
    ("Retry-After", str(COME_AGAIN)),
    ("Cache-Control", "no-store"),
    ("Vary", "Accept-Language, Cookie"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
]
log = structlog.get_logger("digigov.admission")


class Admission:
    """An application behind a bounded number of turns."""

    def __init__(self, application: Application) -> None:
        self.application, self.turns = application, Turns(**settings.DIGIGOV_ADMISSION)
        self.turned_away = 0  # since there was last a free turn

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith(ALWAYS):
            return self.application(environ, start_response)
        if not self.turns.take(rank(environ)):
            self._note_that_it_is_too_much()
            return come_again(environ, start_response)
        try:
            return self.application(environ, start_response)
        finally:
            self.turns.give_back()
            self._note_that_there_is_room()

    def _note_that_it_is_too_much(self) -> None:
        if not self.turned_away:
            log.warning("too much is asked: people are turned away")
        self.turned_away += 1

    def _note_that_there_is_room(self) -> None:
        if self.turned_away and self.turns.free:
            turned_away, self.turned_away = self.turned_away, 0
            log.warning("there is room again", turned_away=turned_away)


def rank(environ: Environ) -> int:
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD", "OPTIONS"):
        return SENDING
    return INSIDE if f"{settings.SESSION_COOKIE_NAME}=" in environ.get("HTTP_COOKIE", "") else LOOKING


def come_again(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Nothing of the request was looked at, so nothing is half done."""
    language = translation.get_language_from_request(WSGIRequest(environ))
    if environ["PATH_INFO"].startswith(MACHINES):
        kind, body = "application/json", _problem(language)
    else:
        kind, body = "text/html; charset=utf-8", _page(language, rank(environ) == SENDING)
    about = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Content-Language", language)]
    start_response("503 Service Unavailable", [*about, *HEADERS])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


@cache
def _page(language: str, sending: bool) -> bytes:
    with translation.override(language):
        return render_to_string("errors/busy.html", {"sending": sending}).encode()


@cache
def _problem(language: str) -> bytes:
    with translation.override(language):
        message = _("Too much is asked at this moment. Ask again in ten seconds.")
    return json.dumps({"code": "too-busy", "message": message}).encode()
