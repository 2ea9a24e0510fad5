"""
Doors of machines do not lead from http to https: a program that sent its secret in the open would go on doing so, and nobody would
notice. It is told at once, and loudly. People's browsers are led on (Django's SecurityMiddleware, and the proxy before it).
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

MACHINES = re.compile(r"/(exchange/|openid/(token|userinfo|revoke|keys|device/begin)/)")


class MachinesEncryptMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and MACHINES.match(request.path_info):
            return JsonResponse(
                {"code": "https-only", "error": "Use https, and change the secret that was sent."}, status=403
            )
        return self.get_response(request)
