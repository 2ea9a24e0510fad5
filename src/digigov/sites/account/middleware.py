"""Who stands at the door: ``request.actor``, worked out when first asked, and never from what a browser sends."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from digigov.kernel.actor import ANONYMOUS, Actor
from digigov.kernel.clock import now
from digigov.modules.identity import queries

SECOND_FACTOR = "second_factor"  # in a session that was opened with one


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_at_the_door(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def actor_at_the_door(request: HttpRequest) -> Actor:
    """At most four queries: the session, the account, and with a second factor two for its posts."""
    account = request.user
    if not account.is_authenticated:
        return ANONYMOUS
    return queries.actor_of(account, at=now(), second_factor=bool(request.session.get(SECOND_FACTOR)))  # type: ignore[arg-type]
