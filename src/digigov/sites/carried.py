"""
What a browser holds before somebody signs in on it, and must not lose by it: what it began without an account, the application
that it opened with a code, and what was being typed when a session ran out.
"""

from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict

from digigov.kernel.clock import now
from digigov.sites.request import Request

HOLDER = "applications_holder"  # the secret by which a browser's session holds drafts and files
OPENED = "applications_opened"  # reference and code of an application
TYPED = "typed_before_sign_in"
MOST_TYPED = 50_000
PATIENCE = timedelta(minutes=30)


def carried(request: Request) -> dict[str, Any]:
    """What goes into the new session."""
    return {key: request.session[key] for key in (HOLDER, OPENED, TYPED) if key in request.session}


def keep_typed(request: Request) -> None:
    """Keep a page's boxes until its owner has signed in again; not its files, and never a page that asks for a password."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    body = typed.urlencode()
    if request.method == "POST" and len(body) <= MOST_TYPED:
        request.session[TYPED] = {"path": request.path, "typed": body, "at": now().isoformat()}


def typed_before(request: Request) -> QueryDict | None:
    """What was typed on this page when the session ran out, once. Ask only after whose page it is has been checked."""
    kept = request.session.get(TYPED)
    if not kept or kept["path"] != request.path or request.method != "GET":
        return None
    del request.session[TYPED]
    return QueryDict(kept["typed"]) if datetime.fromisoformat(kept["at"]) + PATIENCE > now() else None
