"""What the state publishes of its keys, so that anybody can check its seals and codes without asking."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control

from digigov.kernel.errors import NotFound
from digigov.modules.signatures import queries as signatures
from digigov.sites.access import open_to


@open_to("everyone")
@cache_control(public=True, max_age=300)
def keys(request: HttpRequest) -> HttpResponse:
    """The sealing keys as a JSON Web Key Set."""
    return JsonResponse(signatures.published_keys())


@open_to("everyone")
@cache_control(public=True, max_age=300)
def root(request: HttpRequest) -> HttpResponse:
    """The certificate that a validator is told to trust."""
    return _download(signatures.trusted_root(), "application/x-pem-file", "digigov-root.pem")


@open_to("everyone")
@cache_control(public=True, max_age=300)
def revocations(request: HttpRequest) -> HttpResponse:
    """What has been revoked, signed by the issuing authority."""
    return _download(signatures.newest_revocation_list(), "application/pkix-crl", "digigov-issuing.crl")


def _download(body: bytes | None, kind: str, name: str) -> HttpResponse:
    if body is None:
        raise NotFound
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
