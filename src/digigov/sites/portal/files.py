"""Opening a file: evidence and issued papers, private, one view for all, with who looked and why on record."""

import re
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from digigov.kernel.actor import Actor, system
from digigov.kernel.clock import now
from digigov.modules.audit.commands import Purpose
from digigov.modules.documents import queries as documents
from digigov.modules.documents.commands import draw_paper
from digigov.sites.access import open_to
from digigov.sites.carried import HOLDER
from digigov.sites.request import Request

MACHINE = system("documents")
_CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
# A browser draws no PDF in a sandbox. Ours and those we take in hold no script, and may load nothing.
_POLICY = {"application/pdf": "script-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"}
_RANGE = re.compile(r"bytes=(\d{0,10})-(\d{0,10})")


@open_to("everyone")
@require_safe
def file(request: Request, file_id: UUID) -> HttpResponse:
    """Who may see it is decided by ``open_file``."""
    return answer_with(request, file_id, viewer=request.actor, secret=secret_of(request))


def answer_with(request: Request, file_id: UUID, *, viewer: Actor, secret: str = "") -> HttpResponse:
    """
    The file in the page; ``?download`` to save it.

    :raises NotFound: if it is not the viewer's to see.
    """
    return answer_content(request, _opened(file_id, viewer=viewer, secret=secret))


def answer_content(request: Request, found: documents.OpenedFile) -> HttpResponse:
    """What somebody may see, so that a browser shows it and does nothing else with it."""
    answer = _part(request, found.content, found.media_type)
    headers = {
        "Content-Disposition": content_disposition_header("download" in request.GET, found.name) or "inline",
        "Content-Security-Policy": _POLICY.get(found.media_type, f"sandbox; {_CLOSED}"),
        "X-Frame-Options": "SAMEORIGIN",
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
    }
    for name, value in headers.items():
        answer.headers[name] = value
    return answer


def _opened(file_id: UUID, *, viewer: Actor, secret: str) -> documents.OpenedFile:
    """What may be seen is drawn, if it never was."""
    look = partial(documents.open_file, viewer=viewer, file_id=file_id, purpose=Purpose("open-file"), secret=secret)
    try:
        return look(at=now())
    except documents.NotDrawnYet:
        draw_paper(by=MACHINE, at=now(), file_id=file_id)
        return look(at=now())


def secret_of(request: Request) -> str:
    """What only this browser's session knows; '' when there is nothing yet."""
    return str(request.session.get(HOLDER, ""))


def _part(request: Request, content: bytes, kind: str) -> HttpResponse:
    """All of it, or the one range that was asked for (RFC 9110)."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked[1] == asked[2] == "":
        return HttpResponse(content, content_type=kind)
    size = len(content)
    start = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
    end = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if start > end or start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}, content_type=kind)
    part = HttpResponse(content[start : end + 1], status=206, content_type=kind)
    part.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return part
