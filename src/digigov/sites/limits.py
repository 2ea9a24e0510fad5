"""
How often somebody may try. All limits stand in this one table; counts are kept in the database, so workers agree.

``address`` counts by where a request comes from (generous: a whole island sits behind few mobile addresses), ``account``
by who is signed in, ``subject`` by what is tried: the account being signed in to, the number a code is sent to.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from math import ceil
from typing import Any, Literal

from django.conf import settings
from django.http import HttpResponse

from digigov.kernel.clock import now
from digigov.kernel.errors import TooManyRequests
from digigov.modules.identity.commands import count_attempt
from digigov.sites.request import Request

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    per: Literal["address", "account", "subject"]
    most: int
    seconds: int


LIMITS = (
    # name            counted by  most  in
    Limit("sign-in", "address", 100, 15 * MINUTE),
    Limit("sign-in", "subject", 10, 15 * MINUTE),
    Limit("second-factor", "address", 100, 15 * MINUTE),
    Limit("second-factor", "subject", 10, 15 * MINUTE),
    Limit("send-code", "address", 60, HOUR),
    Limit("send-code", "subject", 5, HOUR),
    Limit("try-code", "address", 100, 15 * MINUTE),
    Limit("sign-up", "address", 60, HOUR),
    Limit("recovery", "address", 60, HOUR),
    Limit("recovery", "subject", 5, HOUR),
    Limit("not-me", "address", 60, HOUR),
    Limit("take-over", "address", 30, 15 * MINUTE),
    Limit("take-over", "subject", 10, 15 * MINUTE),
    Limit("prove", "address", 60, HOUR),
    Limit("prove", "account", 6, 24 * HOUR),
    Limit("prove", "subject", 6, 24 * HOUR),
    Limit("kiosk", "address", 60, HOUR),
    Limit("mandate", "account", 20, 24 * HOUR),
    Limit("match-person", "account", 60, HOUR),
    Limit("look-up", "address", 300, 10 * MINUTE),
    Limit("look-up", "account", 60, 10 * MINUTE),
    Limit("emergency", "account", 20, HOUR),
    Limit("counter-consent", "account", 40, HOUR),
    Limit("begin", "address", 600, HOUR),
    Limit("begin", "account", 60, HOUR),
    Limit("chat", "address", 200, HOUR),
    Limit("chat-write", "address", 2000, 10 * MINUTE),
    Limit("chat-write", "subject", 40, MINUTE),  # the chat
    Limit("search", "address", 240, MINUTE),
    Limit("feedback", "address", 60, HOUR),
    Limit("machine", "address", 240, MINUTE),
    Limit("client", "address", 3000, MINUTE),  # all of a portal's people come from its one address
    Limit("track", "address", 60, 10 * MINUTE),
    Limit("track", "subject", 10, 10 * MINUTE),
    Limit("verify", "address", 240, MINUTE),
    Limit("check-file", "address", 60, 10 * MINUTE),  # each costs a process of its own
    Limit("upload", "address", 600, 10 * MINUTE),
    Limit("upload", "account", 200, 10 * MINUTE),
    Limit("ask-to-sign", "account", 30, 24 * HOUR),
    Limit("look-at-page", "address", 4000, 10 * MINUTE),
    Limit("look-at-page", "account", 400, 10 * MINUTE),  # how many at once: documents.drawing
    Limit("report", "address", 60, HOUR),
    Limit("report", "account", 30, 24 * HOUR),
    Limit("follow", "address", 60, HOUR),
    Limit("request-link", "address", 240, 10 * MINUTE),
    Limit("submit", "address", 1000, HOUR),
    Limit("submit", "account", 100, HOUR),
    Limit("export", "account", 5, 24 * HOUR),
    Limit("erase", "account", 60, HOUR),
    Limit("pay", "account", 30, HOUR),
    Limit("pay", "address", 300, HOUR),
)


class LimitReached(TooManyRequests):
    def __init__(self, seconds: int, *, about: str = "") -> None:
        super().__init__(minutes=ceil(seconds / MINUTE))
        self.about = about  # which limit, for the log
        self.headers = {"Retry-After": str(seconds)}


View = Callable[..., HttpResponse]


def limited(name: str, *, methods: tuple[str, ...] = ("POST",)) -> Callable[[View], View]:
    """Count each request of these methods to the view. Stands under ``@open_to``."""
    _named(name)

    def mark(view: View) -> View:
        @wraps(view)
        def counted(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                count(request, name)
            return view(request, *args, **kwargs)

        return counted

    return mark


def count(request: Request, name: str, *, subject: str = "") -> None:
    """
    Count one more attempt under every limit of that name.

    :raises LimitReached: if there were too many.
    """
    at = now()
    for limit in _named(name):
        who = _who(request, limit.per, subject)
        if not who:
            continue
        tries, ends_at = count_attempt(at=at, what=f"{name}|{limit.per}", who=who, seconds=limit.seconds)
        if tries > limit.most * settings.DIGIGOV_LIMITS_TIMES:
            raise LimitReached(max(1, ceil((ends_at - at).total_seconds())), about=f"{name}|{limit.per}")


def client_address(request: Request) -> str:
    """
    Where a request comes from. What proxies wrote is believed for exactly as many proxies as the settings say we have;
    IPv6 is counted by its /64, which is one household.
    """
    address = request.META.get("REMOTE_ADDR", "")
    passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if 0 < settings.DIGIGOV_PROXIES <= len(passed):
        address = passed[-settings.DIGIGOV_PROXIES]
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    return str(ipaddress.ip_network(f"{known}/64", strict=False)) if known.version == 6 else str(known)


def _named(name: str) -> list[Limit]:
    found = [limit for limit in LIMITS if limit.name == name]
    if not found:
        raise LookupError(f"There is no limit called {name}")
    return found


def _who(request: Request, per: str, subject: str) -> str:
    if per == "address":
        return client_address(request)
    if per == "account":
        return str(request.actor.account_id or "")
    return subject
