"""What clients ask without a person: tokens, claims, keys, what we offer."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.modules.openid import commands, queries
from digigov.sites import limits
from digigov.sites.access import open_to
from digigov.sites.openid.asked import as_answer, asked_by

MOST_BYTES = 20_000
PAGES = {
    # in the discovery document      ours
    "authorization_endpoint": "openid:authorize",
    "token_endpoint": "openid:token",
    "userinfo_endpoint": "openid:userinfo",
    "jwks_uri": "openid:keys",
    "revocation_endpoint": "openid:revoke",
    "end_session_endpoint": "openid:end",
    "device_authorization_endpoint": "openid:device-begin",
}


@open_to("everyone")
@require_GET
@cache_control(public=True, max_age=3600)
def discovery(request: HttpRequest) -> HttpResponse:
    pages = {name: f"{queries.issuer()}{reverse(page)}" for name, page in PAGES.items()}
    return _for_all(JsonResponse(queries.describe_provider(pages)))


@open_to("everyone")
@require_GET
@cache_control(public=True, max_age=3600)
def keys(request: HttpRequest) -> HttpResponse:
    """A key stands here for two days before it signs, so an hour in a cache does no harm."""
    return _for_all(JsonResponse(queries.published_keys(at=now())))


@open_to("everyone")
@csrf_exempt
@require_POST
@never_cache
def token(request: HttpRequest) -> HttpResponse:
    limits.count(request, "client")
    return _refused(request) or as_answer(commands.answer_token_request(at=now(), asked=asked_by(request)))


@open_to("everyone")
@csrf_exempt
@require_POST
@never_cache
def revoke(request: HttpRequest) -> HttpResponse:
    limits.count(request, "client")
    return _refused(request) or as_answer(commands.end_token(at=now(), asked=asked_by(request)))


@open_to("everyone")
@csrf_exempt
@require_POST
@never_cache
def device_begin(request: HttpRequest) -> HttpResponse:
    limits.count(request, "client")
    page = f"{queries.issuer()}{reverse('openid:device')}"
    return _refused(request) or as_answer(commands.begin_device(at=now(), asked=asked_by(request), page=page))


@open_to("everyone")
@csrf_exempt
@require_http_methods(["GET", "POST"])
@never_cache
def userinfo(request: HttpRequest) -> HttpResponse:
    """The claims behind an access token, which comes in the header alone (RFC 6750, 2.1)."""
    limits.count(request, "client")
    kind, _space, shown = request.headers.get("Authorization", "").partition(" ")
    told: dict[str, Any] | None = None
    if kind.lower() == "bearer" and shown:
        told = queries.tell_claims(at=now(), access_token=shown.strip())
    if told is None:
        refusal = JsonResponse({"error": "invalid_token"}, status=401)
        refusal["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return refusal
    return JsonResponse(told)


def _refused(request: HttpRequest) -> HttpResponse | None:
    """A form, and no more of it than any client needs."""
    if request.content_type == "application/x-www-form-urlencoded" and len(request.body) <= MOST_BYTES:
        return None
    return JsonResponse({"error": "invalid_request"}, status=400)


def _for_all(answer: HttpResponse) -> HttpResponse:
    """Nothing here is secret: a program in any browser may read it."""
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
