"""
Sending a file in pieces, for the small script that spares people a second try on a weak line. Without it the form's own
upload does the same in one piece.

POST /sending/ {name, size} → {id, received} · GET /sending/<id>/ → {received} · POST /sending/<id>/?offset=n (the bytes) →
{received} · POST /sending/<id>/done/ → {file}. A refusal is {code, message, …} with its HTTP status.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError
from digigov.modules.documents import commands, queries
from digigov.sites.access import open_to
from digigov.sites.carried import HOLDER
from digigov.sites.failures import whole_body
from digigov.sites.limits import limited
from digigov.sites.portal.files import secret_of
from digigov.sites.request import Request

View = Callable[..., dict[str, Any]]


def in_json(view: View) -> Callable[..., HttpResponse]:
    """Answers and refusals for a script, which shows the sentence beside the file."""

    @wraps(view)
    def answered(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return JsonResponse(view(request, *args, **kwargs))
        except DomainError as error:
            plain = {key: value for key, value in error.values.items() if isinstance(value, int | str)}
            return JsonResponse({**plain, "code": error.code, "message": str(error)}, status=error.status)

    return answered


@open_to("everyone")
@require_POST
@limited("upload")
@never_cache
@in_json
def begin(request: Request) -> dict[str, Any]:
    if not request.actor.is_signed_in and not secret_of(request):
        request.session[HOLDER] = secrets.token_urlsafe(32)
    size = request.POST.get("size", "")
    upload_id = commands.begin_upload(
        **_who(request),
        name=request.POST.get("name", "")[:200],
        size=int(size) if size.isascii() and size.isdigit() and len(size) < 12 else 0,
    )
    return {"id": str(upload_id), "received": 0}


@open_to("everyone")
@require_http_methods(["GET", "POST"])
@never_cache
@in_json
def piece(request: Request, upload_id: UUID) -> dict[str, Any]:
    """Where to go on; or one more piece."""
    if request.method == "GET":
        who = _who(request)
        return {"received": queries.find_offset(viewer=who["by"], upload_id=upload_id, secret=who["secret"])}
    offset = request.GET.get("offset", "")
    try:
        body = whole_body(request)
    except RequestDataTooBig:
        body = b""
    except UnreadablePostError:
        raise commands.PieceOutOfPlace(received=0) from None
    at = int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 12 else -1
    return {"received": commands.append_upload(**_who(request), upload_id=upload_id, offset=at, piece=body)}


@open_to("everyone")
@require_POST
@never_cache
@in_json
def done(request: Request, upload_id: UUID) -> dict[str, Any]:
    """The file is whole: its id, and the name under which it is kept."""
    who = _who(request)
    file_id = commands.finish_upload(**who, upload_id=upload_id)
    (kept,) = queries.list_files(viewer=who["by"], file_ids=[file_id], secret=who["secret"])
    return {"file": str(file_id), "name": kept.name, "size": kept.size}


def _who(request: Request) -> dict[str, Any]:
    return {"by": request.actor, "at": now(), "secret": secret_of(request)}
