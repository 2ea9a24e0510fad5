"""An application opened with reference and code in this browser, for half an hour after it was last looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.modules.applications import queries
from digigov.modules.applications.queries import ApplicationView
from digigov.sites.access import View
from digigov.sites.carried import OPENED
from digigov.sites.request import Request

PATIENCE = timedelta(minutes=30)
NOTED_EACH = timedelta(minutes=1)  # looking again within a minute writes nothing


@dataclass(frozen=True, slots=True)
class Opened:
    """The application, what opened it, and who its holder is to the rooms below."""

    application: ApplicationView
    code: str

    @property
    def holder(self) -> Actor:
        return queries.by_code(self.application.reference)


def open_by_code(request: Request, *, reference: str, code: str) -> bool:
    """Keep the two with this session, if they belong together; neither is ever part of an address."""
    found = queries.find_by_code(reference=reference, code=code)
    if found is None:
        return False
    request.session[OPENED] = {"reference": found.reference, "code": code, "at": now().isoformat()}
    return True


def opened(request: Request) -> Opened | None:
    """What is open in this browser, checked again each time."""
    kept = request.session.get(OPENED)
    if not kept or datetime.fromisoformat(kept["at"]) + PATIENCE < now():
        close(request)
        return None
    found = queries.find_by_code(reference=kept["reference"], code=kept["code"])
    if found is None:
        return None
    if datetime.fromisoformat(kept["at"]) + NOTED_EACH <= now():
        request.session[OPENED] = {**kept, "at": now().isoformat()}
    return Opened(found, kept["code"])


def with_code(view: View) -> View:
    """Only while an application is open by its code in this browser; otherwise back to where the code is asked for."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        found = opened(request)
        return view(request, found, *args, **kwargs) if found else redirect("portal:track")

    return never_cache(guarded)


def close(request: Request) -> None:
    request.session.pop(OPENED, None)
