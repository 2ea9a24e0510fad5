"""What clients ask without a person: tokens, claims, keys, what we offer."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from digigov.kernel.clock import now
from digigov.modules.openid import commands, queries
from digigov.modules.openid.definitions import Answer
from digigov.sites import limits
from digigov.sites.access import View, open_to
from digigov.sites.openid.asked import as_answer, asked_by
from digigov.sites.request import Request

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
def discovery(request: Request) -> HttpResponse:
    pages = {name: f"{queries.issuer()}{reverse(page)}" for name, page in PAGES.items()}
    return _for_all(JsonResponse(queries.describe_provider(pages)))


@open_to("everyone")
@require_GET
@cache_control(public=True, max_age=3600)
def keys(request: Request) -> HttpResponse:
    """A key stands here for two days before it signs, so an hour in a cache does no harm."""
    return _for_all(JsonResponse(queries.published_keys(at=now())))


def _by_form(command: Callable[..., Answer], **more: Callable[[], Any]) -> View:
    """A door at which a client posts a form; ``more`` is worked out for each request."""

    @open_to("everyone")
    @csrf_exempt
    @require_POST
    @never_cache
    def door(request: Request) -> HttpResponse:
        limits.count(request, "client")
        if request.content_type != "application/x-www-form-urlencoded" or len(request.body) > MOST_BYTES:
            return JsonResponse({"error": "invalid_request"}, status=400)
        return as_answer(command(at=now(), asked=asked_by(request), **{name: work() for name, work in more.items()}))

    return door


token = _by_form(commands.answer_token_request)
revoke = _by_form(commands.end_token)
device_begin = _by_form(commands.begin_device, page=lambda: f"{queries.issuer()}{reverse('openid:device')}")


@open_to("everyone")
@csrf_exempt
@require_http_methods(["GET", "POST"])
@never_cache
def userinfo(request: Request) -> HttpResponse:
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


def _for_all(answer: HttpResponse) -> HttpResponse:
    """Nothing here is secret: a program in any browser may read it."""
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
