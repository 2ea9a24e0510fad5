"""
SMS through a provider's HTTP API: JSON in, an ``Idempotency-Key`` so that a repeated try is not a second text, and signed
delivery receipts back (HMAC-SHA-256 over time stamp and body).
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from django.conf import settings

from digigov.kernel.adapters import Health
from digigov.kernel.authorities import authorities
from digigov.kernel.errors import AdapterFailure, NotAllowed
from digigov.modules.notifications.ports import Outgoing, Receipt

SECONDS = 10
OLDEST = timedelta(minutes=5)


class HttpSms:
    """``DIGIGOV_SMS``: url, key (sent as bearer token, and the secret of the receipts), sender (shown to the reader)."""

    repeatable = True

    def __init__(self) -> None:
        self._http = httpx.Client(timeout=SECONDS, trust_env=False, verify=authorities())  # connections are used again

    def send(self, message: Outgoing) -> str:
        conf = settings.DIGIGOV_SMS
        body = {"to": message.to, "from": conf["sender"], "text": message.text}
        headers = {"Authorization": f"Bearer {conf['key']}", "Idempotency-Key": message.id}
        try:
            answer = self._post(f"{conf['url']}/messages", json=body, headers=headers)
        except httpx.HTTPError as error:
            raise AdapterFailure(f"SMS: {type(error).__name__}", temporary=True) from None
        if answer.status_code in (200, 201, 202):
            return str(answer.json()["id"])
        temporary = answer.status_code in (408, 425, 429) or answer.status_code >= 500
        raise AdapterFailure(f"SMS: HTTP {answer.status_code}", temporary=temporary)

    def _post(self, url: str, **more: Any) -> httpx.Response:
        """Once more when the provider closed the connection while it lay idle: the key makes a repeated text the same text."""
        try:
            return self._http.post(url, **more)
        except httpx.RemoteProtocolError:
            return self._http.post(url, **more)

    def check(self) -> Health:
        url = settings.DIGIGOV_SMS["url"]
        try:
            ok = httpx.get(f"{url}/health", timeout=3, trust_env=False, verify=authorities()).status_code == 200
        except httpx.HTTPError:
            ok = False
        return Health(ok, f"{url} {'answers' if ok else 'does not answer'}", settings.REHEARSAL)


def read_receipt(*, body: bytes, timestamp: str, signature: str, at: datetime) -> Receipt:
    """A provider's receipt, if it is genuine and fresh. :raises NotAllowed: otherwise."""
    wanted = sign(settings.DIGIGOV_SMS["key"], timestamp, body)
    if not hmac.compare_digest(wanted, signature):
        raise NotAllowed
    try:
        told = json.loads(body)
        moment = datetime.fromtimestamp(int(timestamp), UTC)
        receipt = Receipt(str(told["id"])[:120], str(told["state"]), moment, str(told.get("error", "")))
    except (ValueError, KeyError, TypeError, OverflowError):
        raise NotAllowed from None
    if abs(at - moment) > OLDEST or receipt.state not in ("delivered", "failed"):
        raise NotAllowed
    return receipt


def sign(key: str, timestamp: str, body: bytes) -> str:
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
