"""The gateway tells something. It is believed only as far as: ask it."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from digigov.kernel.adapters import adapter
from digigov.kernel.queue import later
from digigov.modules.payments import errors, ports
from digigov.modules.payments.models import Attempt, GatewayEvent


def take_webhook(*, at: datetime, headers: Mapping[str, str], body: bytes) -> bool:
    """
    Keep the gateway's message once and ask about its session. False if it was known already.

    :raises WebhookNotSigned: if it is forged, or older than five minutes.
    :raises WebhookReused: if its id came before with another content.
    """
    try:
        message = adapter(ports.SLOT).read_webhook(headers, body, at=at)
    except ports.WebhookRefused as refused:
        raise errors.WebhookNotSigned from refused
    return _keep(message, json.loads(body), at)


@transaction.atomic
def _keep(message: ports.Webhook, body: dict, at: datetime) -> bool:
    kept, is_new = GatewayEvent.objects.get_or_create(
        sender_id=message.id,
        defaults={"kind": message.kind, "session_id": message.session_id, "body": body, "received_at": at},
    )
    if not is_new:
        if kept.body != body:
            raise errors.WebhookReused
        return False
    attempt = Attempt.objects.filter(session_id=message.session_id).only("id").first()
    if attempt is not None:
        later("payments.ask", attempt_id=attempt.id)
    return True
