"""Pages about this site itself: how usable it is for everyone, what it keeps about people, which cookies it sets."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from digigov.modules.signing.queries import get_plan
from digigov.sites.access import open_to
from digigov.sites.request import Request


@open_to("everyone")
def accessibility(request: Request) -> HttpResponse:
    return render(request, "portal/about/accessibility.html")


@open_to("everyone")
def privacy(request: Request) -> HttpResponse:
    return render(request, "portal/about/privacy.html")


@open_to("everyone")
def cookies(request: Request) -> HttpResponse:
    """The names as this installation really sets them."""
    names = {
        "session": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "browser_cookie": settings.BROWSER_COOKIE_NAME,
        "language_cookie": settings.LANGUAGE_COOKIE_NAME,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "portal/about/cookies.html", names)


@open_to("everyone")
def as_good_as_paper(request: Request) -> HttpResponse:
    """What a signature made here is worth: the law's tests, how each is met, and what the law leaves out."""
    return render(request, "portal/about/signatures.html", {"plan": get_plan()})
