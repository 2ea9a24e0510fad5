"""The audit trail's signed heads as open data: with them anybody can tell whether the trail was rewritten. No personal data."""

import base64
import json

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control

from digigov.kernel.errors import NotFound
from digigov.modules.audit import queries
from digigov.modules.audit.queries import PublishedHead
from digigov.modules.signatures.queries import public_key_of
from digigov.sites.access import open_to
from digigov.sites.request import Request


@open_to("everyone")
@cache_control(public=True, max_age=300)
def index(request: Request) -> HttpResponse:
    """Which years there are, and where."""
    years = {str(year): _address("audit-heads-year", year=year) for year in queries.list_years()}
    told = {"title": "Signed heads of the audit trail", "format": "JSON Lines, one line a day", "years": years}
    return JsonResponse(told)


@open_to("everyone")
@cache_control(public=True, max_age=300)
def year(request: Request, year: int) -> HttpResponse:
    """A line for each day of the year: what was signed, the signature, and where the key is."""
    heads = queries.list_heads(year=year) if 2000 <= year <= 9999 else ()
    lines = [json.dumps(_line(head)) for head in heads]
    if not lines:
        raise NotFound
    return HttpResponse("\n".join(lines) + "\n", content_type="application/jsonl; charset=utf-8")


@open_to("everyone")
@cache_control(public=True, max_age=300)
def key(request: Request, key: str) -> HttpResponse:
    """The public key, as OpenSSL reads it."""
    pem = public_key_of(key)
    if pem is None:
        raise NotFound
    return HttpResponse(pem, content_type="application/x-pem-file")


def _line(head: PublishedHead) -> dict[str, object]:
    return {
        "date": head.day.isoformat(),
        "block": head.block,
        "head": head.hash,
        "entries": head.entries,
        "statement": head.statement,
        "signature": base64.b64encode(head.signature).decode(),
        "key": head.key,
        "public_key": _address("audit-heads-key", key=head.key),
    }


def _address(name: str, **parts: object) -> str:
    return settings.ADDRESS + reverse(f"portal:{name}", kwargs=parts)
