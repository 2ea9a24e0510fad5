"""Where the card gateway tells that something happened to a payment."""

from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from digigov.kernel.clock import now
from digigov.kernel.errors import DomainError
from digigov.modules.payments import commands
from digigov.sites.access import open_to
from digigov.sites.request import Request


@open_to("everyone")
@csrf_exempt
@require_POST
def card_webhook(request: Request) -> JsonResponse:
    """
    A genuine message is kept once and answered 200, each time, so that the gateway stops. A forged or old one is answered
    401, one whose id came before with another content 409.
    """
    try:
        is_news = commands.take_webhook(at=now(), headers=request.headers, body=request.body)
    except DomainError as refusal:
        return JsonResponse({"code": refusal.code}, status=refusal.status)
    return JsonResponse({"result": "taken" if is_news else "known"})
