"""Who stands at a door that is not Django's: the live process reads the session's cookie, and changes nothing of the visit."""

from collections.abc import Mapping
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import InternalError
from django.http import HttpRequest

from digigov.kernel.actor import ANONYMOUS, Actor
from digigov.kernel.clock import now
from digigov.modules.identity import queries
from digigov.sites.access import ACTING
from digigov.sites.account.middleware import SECOND_FACTOR


def actor_of_cookie(*, cookies: Mapping[str, str]) -> Actor:
    """As ``actor_at_the_door``; whoever acts for another has left their own post, and is nobody here."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    try:
        account = get_user(request)
    except InternalError:  # Django would have ended a session that holds no more; here nothing can be written
        return ANONYMOUS
    if not account.is_authenticated or ACTING in request.session:
        return ANONYMOUS
    return queries.actor_of(account, at=now(), second_factor=bool(request.session.get(SECOND_FACTOR)))  # type: ignore[arg-type]
