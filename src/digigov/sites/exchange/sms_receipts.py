"""Where an SMS provider tells what became of a text."""

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from digigov.adapters.sms.http import read_receipt
from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.notifications import commands
from digigov.sites.access import open_to
from digigov.sites.request import Request


@open_to("everyone")
@csrf_exempt
@require_POST
def sms_receipt(request: Request) -> HttpResponse:
    """Genuine receipts are kept; one for a message that is not ours is answered as well, so that the provider stops."""
    at = now()
    receipt = read_receipt(
        body=request.body,
        timestamp=request.headers.get("X-Timestamp", ""),
        signature=request.headers.get("X-Signature", ""),
        at=at,
    )
    commands.take_receipt(by=system("sms-provider"), at=at, receipt=receipt)
    return HttpResponse(status=204)
