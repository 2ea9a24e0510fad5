"""What the state publishes of its keys, so that anybody can check its seals and codes without asking."""

import base64

from django.http import HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from digigov.kernel.clock import now
from digigov.kernel.errors import NotFound
from digigov.modules.signatures import commands
from digigov.modules.signatures import queries as signatures
from digigov.sites.access import open_to
from digigov.sites.failures import whole_body
from digigov.sites.limits import limited
from digigov.sites.request import Request


@open_to("everyone")
@cache_control(public=True, max_age=300)
def keys(request: Request) -> HttpResponse:
    """The sealing keys as a JSON Web Key Set."""
    return JsonResponse(signatures.published_keys())


@open_to("everyone")
@cache_control(public=True, max_age=300)
def root(request: Request) -> HttpResponse:
    """The certificate that a validator is told to trust."""
    return _download(signatures.trusted_root(), "application/x-pem-file", "digigov-root.pem")


@open_to("everyone")
@cache_control(public=True, max_age=300)
def revocations(request: Request) -> HttpResponse:
    """What has been revoked, signed by the issuing authority."""
    return _download(signatures.newest_revocation_list(), "application/pkix-crl", "digigov-issuing.crl")


@open_to("everyone")
@cache_control(public=True, max_age=300)
def issuer(request: Request) -> HttpResponse:
    """The certificate of the issuing authority, for validators that build the chain."""
    return _download(signatures.issuing_certificate(), "application/pkix-cert", "digigov-issuing.cer")


@csrf_exempt
@open_to("everyone")
@require_http_methods(["GET", "POST"])
@limited("machine", methods=("GET", "POST"))
def status(request: Request, asked: str = "") -> HttpResponse:
    """Whether a certificate was revoked: OCSP over HTTP (RFC 6960, appendix A); whoever asks by GET may keep the answer."""
    answer = commands.answer_status_request(at=now(), asked=_asked(request, asked))
    said = HttpResponse(answer.body, content_type="application/ocsp-response")
    if request.method == "GET" and answer.is_for_all:
        patch_cache_control(said, public=True, max_age=max(0, int((answer.until - now()).total_seconds())))
        said.headers["Expires"] = http_date(answer.until.timestamp())
    else:
        patch_cache_control(said, no_store=True)
    return said


def _asked(request: Request, asked: str) -> bytes:
    """The question as bytes; what cannot be read is a question that has no answer."""
    if request.method == "POST":
        return whole_body(request)[: commands.MOST_BYTES_ASKED + 1]
    try:
        return base64.b64decode(asked.replace(" ", "+"), validate=True)
    except ValueError:
        return b""


def _download(body: bytes | None, kind: str, name: str) -> HttpResponse:
    if body is None:
        raise NotFound
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
