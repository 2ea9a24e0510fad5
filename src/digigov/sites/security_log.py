"""
What somebody who looks for attackers reads in the log: whoever was refused, at which door, for what, and in which visit. Never who it
is nor what was typed: the trail's line of a sign-in bears the same name of the visit, for those who may read the trail.
"""

import structlog

from digigov.kernel.errors import DomainError
from digigov.modules.identity.queries import name_of_visit
from digigov.sites.request import Request

NOTED = (400, 401, 403, 429)  # not what was merely mistyped, is gone or comes too late
log = structlog.get_logger("digigov.security")


def note_refusal(request: Request, error: DomainError) -> None:
    if error.status in NOTED:
        log.warning("refused", code=error.code, about=getattr(error, "about", ""), **_where(request))


def note_failed_sign_in(request: Request, way: str) -> None:
    """``way``: password, second-factor or passkey. Also for an address that nobody has, of which the trail can say nothing."""
    log.warning("sign-in failed", way=way, **_where(request))


def visit_of(request: Request) -> str:
    """Enough of a visit's name to tell it from others."""
    session = getattr(request, "session", None)
    key = getattr(session, "session_key", None)
    return name_of_visit(key)[:16] if key else ""


def _where(request: Request) -> dict[str, str]:
    route = request.resolver_match.route if request.resolver_match else ""
    return {"route": route, "visit": visit_of(request)}
