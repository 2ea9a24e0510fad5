"""
Who stands at the door, and for whom they act: ``request.actor``, worked out when first asked, and never from what a browser sends.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from digigov.kernel.actor import ANONYMOUS, Acting, Actor
from digigov.kernel.clock import now
from digigov.modules.catalog.queries import open_to_others
from digigov.modules.identity import queries
from digigov.modules.mandates.queries import find_acting
from digigov.sites.access import ACTING, ACTING_ENDED
from digigov.sites.account.known_browser import remember_browser
from digigov.sites.request import Request

SECOND_FACTOR = "second_factor"  # in a session that was opened with one


class ActorMiddleware:
    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.actor = cast(Actor, SimpleLazyObject(lambda: actor_at_the_door(request)))
        response = self.get_response(request)
        remember_browser(request, response)
        return response


def actor_at_the_door(request: Request) -> Actor:
    """At most four queries: the session, the account, and with a second factor two for its posts."""
    account = request.user
    if not account.is_authenticated:
        return ANONYMOUS
    if used := queries.facts_of_use(request.session):
        request.session.update(used)
    actor = queries.actor_of(account, at=now(), second_factor=bool(request.session.get(SECOND_FACTOR)))  # type: ignore[arg-type]
    return _acting(request, actor) if ACTING in request.session else actor


def _acting(request: HttpRequest, actor: Actor) -> Actor:
    """Whoever acts for another leaves their own post at the door. What has ended meanwhile is told by ``open_to``."""
    mandate_id = UUID(str(request.session[ACTING]))
    found = find_acting(viewer=actor, at=now(), mandate_id=mandate_id, open_to=open_to_others())
    if not isinstance(found, Acting):
        request.session[ACTING_ENDED] = found
        return actor
    return replace(actor, kind="citizen", name="", roles=frozenset(), grants=frozenset(), office="", acting=found)
