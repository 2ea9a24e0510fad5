"""
Checking a paper with no network: a page that a browser keeps after one visit, and what it checks with. Anonymous throughout: the
same bytes for everybody, so nothing of whoever opened it first is kept.
"""

import hashlib
import json
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from digigov.kernel.clock import local_zone
from digigov.kernel.errors import NotFound
from digigov.modules.documents import queries as documents
from digigov.modules.signatures import queries as signatures
from digigov.sites.access import View, open_to
from digigov.sites.languages import known
from digigov.sites.request import Request
from digigov.ui import catalogue
from digigov.ui.format import MONTHS

PAGE = "portal/offline/page.html"
FILES = (
    *("ui/digigov.css", "ui/forms.css", "ui/offline.css", "ui/offline.js", "ui/qr.js", "ui/icon.svg"),
    *("ui/fonts/atkinson-regular.woff2", "ui/fonts/atkinson-bold.woff2"),
)
kept_five_minutes = cache_control(public=True, max_age=300)


@open_to("everyone")
def offline(request: Request) -> HttpResponse:
    """To the page in the reader's language."""
    return redirect("portal:offline-page", language=translation.get_language())


@open_to("everyone")
@cache_control(no_cache=True)
def page(request: Request, language: str) -> HttpResponse:
    """The same for everybody, whatever language they chose for other pages: a browser without a network cannot ask for another."""
    if not known(language):
        raise NotFound
    with translation.override(language):
        answer = HttpResponse(_drawn(language))
    answer.headers["Content-Language"] = language
    return answer


@open_to("everyone")
@cache_control(no_cache=True)
def worker(request: Request) -> HttpResponse:
    """
    What keeps the page in the browser and answers in its place. Named by all that it keeps, so a new page brings a new worker.
    It may answer for codes as well: somebody who opens one where there is no network gets the page that can check it.
    """
    pages = {code: reverse("portal:offline-page", args=[code]) for code in dict(settings.LANGUAGES) if known(code)}
    files = [static(name) for name in FILES]
    digest = hashlib.sha256(json.dumps(files).encode())
    for code in pages:
        with translation.override(code):
            digest.update(_drawn(code).encode())
    said = {"version": digest.hexdigest()[:16], "pages": json.dumps(pages), "files": json.dumps(files)}
    answer = render(request, "portal/offline/worker.js", said, content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer


@open_to("everyone")
@kept_five_minutes
def manifest(request: Request, language: str) -> HttpResponse:
    """What a telephone needs to put the page among its programs."""
    if not known(language):
        raise NotFound
    with translation.override(language):
        said = {
            "name": _("Check a document without a network"),
            "short_name": _("Check a document"),
            "lang": language,
            "start_url": reverse("portal:offline-page", args=[language]),
            "scope": reverse("portal:offline"),
            "display": "standalone",
            "background_color": "#f1f9fd",
            "theme_color": "#00567f",
            "icons": [{"src": static("ui/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        }
    return JsonResponse(said, content_type="application/manifest+json")


def for_any_site(view: View) -> View:
    """Other people's checkers run on other sites, and may read what is published for all (draft-ietf-oauth-status-list, 8.1)."""

    @wraps(view)
    def answered(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer

    return answered


@open_to("everyone")
@kept_five_minutes
@for_any_site
def keys(request: Request) -> HttpResponse:
    """Every key that ever signed the code of a paper, as a JSON Web Key Set (RFC 7517)."""
    return JsonResponse(signatures.published_code_keys())


@open_to("everyone")
@kept_five_minutes
@for_any_site
def lists(request: Request) -> HttpResponse:
    """Where the lists of withdrawn papers are (draft-ietf-oauth-status-list, 9)."""
    return JsonResponse({"status_lists": documents.list_status_lists()})


@open_to("everyone")
@kept_five_minutes
@for_any_site
def status_list(request: Request, number: int) -> HttpResponse:
    """One of them, signed."""
    found = documents.find_status_list(number=number) if number < 1_000_000 else None
    if found is None:
        raise NotFound
    return HttpResponse(found.token, content_type="application/statuslist+cwt")


def _drawn(language: str) -> str:
    return render_to_string(PAGE, _said(language))


def _said(language: str) -> dict[str, object]:
    return {
        "page_language": language,
        "others": [
            (code, name) for code, name in (("en", "English"), ("acf", "Kwéyòl")) if code != language and known(code)
        ],
        "address": settings.ADDRESS,
        "zone": str(local_zone()),
        "months": json.dumps([str(each) for each in MONTHS], ensure_ascii=False),
        "worker": reverse("portal:offline-worker"),
        "awaits_review": catalogue.shows_drafts(language),
        "is_rehearsal": settings.REHEARSAL,
    }
