"""
The codes of what was just handed in on this browser. Each is shown for a quarter of an hour, so that a second press or a page that
was lost on the way does not lose it, and is then forgotten: nobody who comes later to this browser reads it.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digigov.kernel.clock import now
from digigov.sites.request import Request

CODES = "application_codes"
PATIENCE = timedelta(minutes=15)


def keep(request: Request, *, draft_id: UUID, code: str) -> None:
    request.session[CODES] = {**_fresh(request), str(draft_id): {"code": code, "at": now().isoformat()}}


def shown(request: Request, *, draft_id: UUID) -> str:
    """The code, or nothing."""
    forget_old(request)
    return str(_fresh(request).get(str(draft_id), {}).get("code", ""))


def forget_old(request: Request) -> None:
    kept, fresh = request.session.get(CODES, {}), _fresh(request)
    if len(fresh) < len(kept):
        request.session[CODES] = fresh


def forget_all(request: Request) -> None:
    """The next person stands at the counter."""
    request.session.pop(CODES, None)


def _fresh(request: Request) -> dict[str, dict[str, Any]]:
    kept = request.session.get(CODES, {})
    return {key: each for key, each in kept.items() if datetime.fromisoformat(each["at"]) + PATIENCE > now()}
