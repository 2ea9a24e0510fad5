"""A gateway in memory: the test says what happens to a card, and when the gateway does not answer."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from threading import RLock
from typing import Literal

from digigov.kernel.adapters import Health, adapter
from digigov.kernel.clock import now
from digigov.kernel.errors import AdapterFailure
from digigov.kernel.money import Money
from digigov.modules.payments.ports import SLOT, GatewayRefund, Session, State, StatementLine, Webhook, WebhookRefused

PATH = f"{__name__}.ScriptedGateway"


class ScriptedGateway:
    """Put ``PATH`` into ``DIGIGOV_ADAPTERS["card-gateway"]``; ``scripted_gateway()`` is then the one in use, emptied."""

    pages_origin = "https://cards.example"

    def __init__(self) -> None:
        self.lock = RLock()
        self.empty()

    def empty(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.keys: dict[str, str] = {}
        self.refunds: dict[str, GatewayRefund] = {}
        self.lines: list[StatementLine] = []
        self.failure: AdapterFailure | None = None
        self.calls: list[str] = []

    def check(self) -> Health:
        return Health(ok=self.failure is None, detail="scripted", rehearsal_only=True)

    def happen(self, session_id: str, state: State, *, captured: Money | None = None, failure: str = "") -> Session:
        """The payer or the bank does something."""
        before = self.sessions[session_id]
        taken = (captured or before.amount) if state == "paid" else before.captured
        after = replace(
            before,
            state=state,
            captured=taken,
            failure=failure,
            brand="Visa",
            last4="4242",
            settled_at=None if state == "pending" else now(),
        )
        self.sessions[session_id] = after
        if state == "paid":
            self._line("capture", session_id, taken)
        return after

    def create_session(
        self, *, key: str, amount: Money, reference: str, description: str, return_url: str, minutes: int
    ) -> Session:
        with self.lock:
            self._answer("create")
            if key not in self.keys:
                session_id = f"ses_{len(self.keys) + 1}_{key[-6:]}"
                nothing = Money(Decimal(0), amount.currency)
                expires = now() + timedelta(minutes=minutes)
                self.sessions[session_id] = Session(
                    id=session_id,
                    url=f"{self.pages_origin}/{session_id}",
                    state="open",
                    amount=amount,
                    captured=nothing,
                    refunded=nothing,
                    reference=reference,
                    expires_at=expires,
                )
                self.keys[key] = session_id
            return self.sessions[self.keys[key]]

    def get_session(self, session_id: str) -> Session:
        self._answer("get")
        return self.sessions[session_id]

    def cancel_session(self, session_id: str) -> Session:
        with self.lock:
            self._answer("cancel")
            if self.sessions[session_id].state == "open":
                self.happen(session_id, "cancelled")
            return self.sessions[session_id]

    def refund(self, session_id: str, *, key: str, amount: Money) -> GatewayRefund:
        with self.lock:
            self._answer("refund")
            if key not in self.refunds:
                line_id = self._line("refund", session_id, amount * -1)
                self.refunds[key] = GatewayRefund(line_id, amount, now())
            return self.refunds[key]

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        self._answer("statement")
        yield from [line for line in self.lines if since <= line.at < until]

    def read_webhook(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Webhook:
        if headers.get("Gateway-Signature") != "good":
            raise WebhookRefused("wrong signature")
        said = json.loads(body)
        return Webhook(
            said["id"], said["kind"], said["session"], Money.from_cents(said["amount"], said.get("currency", "XCD"))
        )

    def _line(self, kind: Literal["capture", "refund"], session_id: str, amount: Money) -> str:
        line_id = f"line_{len(self.lines)}"
        reference = self.sessions[session_id].reference
        self.lines.append(StatementLine(line_id, kind, session_id, reference, amount, now()))
        return line_id

    def _answer(self, call: str) -> None:
        self.calls.append(call)
        if self.failure is not None:
            raise self.failure


def scripted_gateway() -> ScriptedGateway:
    """The one that the settings chose, emptied."""
    gateway = adapter(SLOT)
    gateway.empty()
    return gateway


def message(session_id: str, *, event_id: str = "evt_1", kind: str = "payment.paid", cents: int = 5000) -> bytes:
    return json.dumps({"id": event_id, "kind": kind, "session": session_id, "amount": cents}).encode()
