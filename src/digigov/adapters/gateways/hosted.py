"""
A gateway with a hosted card page, over HTTPS and JSON: the sandbox, or a real one that speaks so. The payer types the card
there; what comes back here is a state, an amount, a brand and four digits.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import httpx
from django.conf import settings

from digigov.kernel.adapters import Health
from digigov.kernel.authorities import authorities
from digigov.kernel.errors import AdapterFailure
from digigov.kernel.money import Money
from digigov.modules.payments.ports import GatewayRefund, Session, StatementLine, Webhook, WebhookRefused

TIME_LIMIT = httpx.Timeout(6, connect=2)
REPLAY_WINDOW = timedelta(minutes=5)
TEMPORARY = {408, 425, 429, 500, 502, 503, 504}
STATES = {"challenge": "open", "processing": "pending"}


class HostedGateway:
    def __init__(self, *, url: str = "", key: str = "", webhook_secret: str = "") -> None:
        chosen = settings.DIGIGOV_CARD_GATEWAY
        self.url = (url or chosen["url"]).rstrip("/")
        self.key = key or chosen["key"]
        self.webhook_secret = webhook_secret or chosen["webhook_secret"]

    @property
    def pages_origin(self) -> str:
        return self.url

    @cached_property
    def _client(self) -> httpx.Client:
        return httpx.Client(
            base_url=self.url,
            timeout=TIME_LIMIT,
            headers={"Authorization": f"Bearer {self.key}"},
            trust_env=False,
            verify=authorities(),
        )

    def check(self) -> Health:
        try:
            said = self._call("GET", "/v1/health")
        except AdapterFailure as failure:
            return Health(ok=False, detail=failure.reason)
        is_sandbox = bool(said.get("sandbox"))
        return Health(ok=True, detail="sandbox" if is_sandbox else "live", rehearsal_only=is_sandbox)

    def create_session(
        self, *, key: str, amount: Money, reference: str, description: str, return_url: str, minutes: int
    ) -> Session:
        wanted = {
            "amount": amount.cents,
            "currency": amount.currency,
            "reference": reference,
            "description": description,
            "return_url": return_url,
            "expires_in": minutes * 60,
        }
        return _session(self._call("POST", "/v1/sessions", wanted, key=key))

    def get_session(self, session_id: str) -> Session:
        return _session(self._call("GET", f"/v1/sessions/{session_id}"))

    def cancel_session(self, session_id: str) -> Session:
        return _session(self._call("POST", f"/v1/sessions/{session_id}/cancel", {}))

    def refund(self, session_id: str, *, key: str, amount: Money) -> GatewayRefund:
        made = self._call("POST", f"/v1/sessions/{session_id}/refunds", {"amount": amount.cents}, key=key)
        return GatewayRefund(made["id"], Money.from_cents(made["amount"], amount.currency), _moment(made["created_at"]))

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        asked = {"since": repr(since.timestamp()), "until": repr(until.timestamp())}
        while True:
            page = self._call("GET", "/v1/transactions", query=asked)
            for line in page["lines"]:
                yield StatementLine(
                    id=line["id"],
                    kind=line["kind"],
                    session_id=line["session"],
                    reference=line["reference"],
                    amount=Money.from_cents(line["amount"], line["currency"]),
                    at=_moment(line["at"]),
                )
            if page["next"] is None:
                return
            asked["after"] = page["next"]

    def read_webhook(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Webhook:
        moment, given = _signature(headers.get("Gateway-Signature", ""))
        digest = hmac.new(self.webhook_secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(digest, given):
            raise WebhookRefused("wrong signature")
        if abs(at - _moment(float(moment))) > REPLAY_WINDOW:
            raise WebhookRefused("outside the replay window")
        try:
            said = json.loads(body)
            return Webhook(
                id=str(said["id"])[:80],
                kind=str(said["kind"])[:40],
                session_id=str(said["session"])[:80],
                amount=Money.from_cents(int(said["amount"]), str(said["currency"])),
            )
        except (ValueError, KeyError, TypeError) as fault:
            raise WebhookRefused("not a message of this gateway") from fault

    def _call(
        self, method: str, path: str, body: Any = None, *, key: str = "", query: dict[str, str] | None = None
    ) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        try:
            answer = self._client.request(method, path, json=body, headers=headers, params=query)
        except httpx.HTTPError as fault:
            raise AdapterFailure(f"card gateway: {type(fault).__name__}", temporary=True) from fault
        if answer.is_success:
            return answer.json()
        raise AdapterFailure(
            f"card gateway: {method} {path.split('/')[2]} answered {answer.status_code} {_code(answer)}",
            temporary=answer.status_code in TEMPORARY,
        )


def _code(answer: httpx.Response) -> str:
    try:
        return str(answer.json().get("code", ""))[:60]
    except (ValueError, AttributeError):
        return ""


def _signature(header: str) -> tuple[str, str]:
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    moment, digest = parts.get("t", ""), parts.get("v1", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 12 and digest.isascii()):
        raise WebhookRefused("no signature")
    return moment, digest


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _session(said: Mapping[str, Any]) -> Session:
    def money(name: str) -> Money:
        return Money.from_cents(said[name], said["currency"])

    return Session(
        id=said["id"],
        url=said["url"],
        state=STATES.get(said["state"], said["state"]),
        amount=money("amount"),
        captured=money("captured"),
        refunded=money("refunded"),
        reference=said["reference"],
        expires_at=_moment(said["expires_at"]),
        settled_at=_moment(said["settled_at"]) if said["settled_at"] else None,
        brand=said["brand"],
        last4=said["last4"],
        failure=said["failure"],
    )
