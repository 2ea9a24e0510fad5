"""What you see is what you sign: which papers were shown to this visit, and the fresh proof for exactly one of them."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from digigov.kernel.actor import Actor
from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError, InvalidInput, NotFound
from digigov.modules.documents.queries import DrawingBusy, DrawnPage, FileIsInfected
from digigov.modules.signatures import commands as keys
from digigov.sites import limits
from digigov.sites.account.passkeys import STATE, read_answer
from digigov.sites.request import Request

SEEN = "papers_seen"
PAGES_SEEN = "pages_seen"  # of one paper, until all were


class NotSeen(DomainError):
    code = "paper-not-seen"
    message = _("Look at every page of the paper first, or open it. It may have changed since you did.")


def note_file(request: Request, digest: str) -> None:
    """The whole file was sent to this visit."""
    request.session[SEEN] = [digest, *request.session.get(SEEN, [])][:10]


def look(request: Request, draw: Callable[[], DrawnPage | None]) -> DrawnPage | None:
    """The page that is shown; none of a file that a scanner has refused, that cannot be drawn, or if too many were asked for."""
    with suppress(FileIsInfected, DrawingBusy, limits.LimitReached):
        limits.count(request, "look-at-page")
        return draw()
    return None


def send_page(request: Request, digest: str, number: int, draw: Callable[[], DrawnPage | None]) -> HttpResponse:
    """One page as a picture. Whoever was sent all of them has seen the paper. :raises NotFound: if it cannot be drawn."""
    limits.count(request, "look-at-page")
    drawn = draw()
    if drawn is None:
        raise NotFound
    _note_page(request, digest, number, drawn)
    return HttpResponse(drawn.picture, content_type="image/png")


def _note_page(request: Request, digest: str, number: int, drawn: DrawnPage) -> None:
    known, pages = request.session.get(PAGES_SEEN, ["", []])
    seen = sorted({number, *(pages if known == digest else ())})
    request.session[PAGES_SEEN] = [digest, seen]
    if len(seen) == drawn.pages:
        note_file(request, digest)


def allow_by_password(request: Request, by: Actor) -> UUID:
    """
    The permission for one signature under the file whose digest was posted.

    :raises InvalidInput: unless they say that they have read it. :raises NotSeen: if exactly this file was not sent to this visit.
    """
    if request.POST.get("read") != "yes":
        raise InvalidInput({"read": _("Read the paper, and say that you have.")})
    digest = request.POST.get("sha256", "")
    _require_seen(request, digest)
    return keys.authorize_by_password(
        by=by,
        at=now(),
        sha256=digest,
        password=request.POST.get("current_password", ""),
        digits=request.POST.get("code", "")[:40],
    )


def allow_by_passkey(request: Request, by: Actor, digest: str) -> UUID:
    """The same by a passkey, spoken in JSON. :raises NotSeen: as with a password."""
    answer: Any = read_answer(request)
    _require_seen(request, digest)
    state = request.session.pop(STATE, {})
    return keys.authorize_by_passkey(by=by, at=now(), sha256=digest, state=state, answer=answer.get("credential") or {})


def _require_seen(request: Request, digest: str) -> None:
    if digest not in request.session.get(SEEN, []):
        raise NotSeen
