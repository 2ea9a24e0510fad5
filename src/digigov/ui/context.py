"""What every template knows without being told."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import get_language

from digigov.kernel.actor import ANONYMOUS
from digigov.kernel.clock import local_date, now
from digigov.ui import catalogue, navigation

CALLED = "called"  # in the session: the name of whoever is signed in


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", ANONYMOUS)
    here = request.get_full_path()
    sign_in = navigation.link("account:sign-in")
    return {
        "actor": actor,
        "called": request.session.get(CALLED, "") if actor.is_signed_in else "",
        "here": here,
        "is_own_page": here.startswith("/account/") and not here.startswith("/account/mandates/"),
        "stop_acting_url": navigation.link("account:acting-stop"),
        "address_of_page": settings.ADDRESS + here,
        **_rehearsal(),
        "languages": [
            {"code": code, "name": _own_name(code), "is_current": code == get_language()}
            for code, _name in settings.LANGUAGES
        ],
        "awaits_review": catalogue.shows_drafts(get_language()),
        "portal_nav": navigation.offered(navigation.PORTAL, actor),
        "desk_nav": navigation.offered(navigation.DESK, actor),
        "footer_links": navigation.offered(navigation.FOOTER, actor),
        "home_url": navigation.link("portal:home") or "/",
        "account_url": navigation.link("account:home"),
        "sign_in_url": sign_in and f"{sign_in}?{urlencode({'next': here})}",
        "sign_out_url": navigation.link("account:sign-out"),
    }


def _rehearsal() -> dict[str, Any]:
    """On each page of a rehearsal: its date, which somebody may have moved, and where to move it."""
    if not settings.REHEARSAL:
        return {"rehearsal": False}
    return {"rehearsal": True, "rehearsal_day": local_date(now()), "clock_url": navigation.link("rehearsal:clock")}


def _own_name(code: str) -> str:
    return {"en": "English", "acf": "Kwéyòl"}.get(code, code)
