"""What payments need from outside: somebody who takes cards. Cash and SurePay come later behind the same port."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from digigov.kernel.adapters import Adapter
from digigov.kernel.money import Money

SLOT = "card-gateway"
State = Literal["open", "pending", "paid", "declined", "cancelled", "expired"]


class WebhookRefused(Exception):
    """The message was not signed by the gateway, or not now. The text is for operators."""


@dataclass(frozen=True, slots=True)
class Session:
    """
    One try to pay, as the gateway has it. ``pending``: the bank has not answered yet. ``captured`` is what was really
    taken, ``refunded`` what went back. Of the card there is the brand and the last four digits, never more.
    """

    id: str
    url: str
    state: State
    amount: Money
    captured: Money
    refunded: Money
    reference: str
    expires_at: datetime
    settled_at: datetime | None = None
    brand: str = ""
    last4: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class GatewayRefund:
    id: str
    amount: Money
    made_at: datetime


@dataclass(frozen=True, slots=True)
class StatementLine:
    """``amount`` is negative for a refund; ``id`` is the gateway's, the same each time it is asked."""

    id: str
    kind: Literal["capture", "refund"]
    session_id: str
    reference: str
    amount: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class Webhook:
    """What the gateway says has happened. Believed only as far as: ask about this session."""

    id: str
    kind: str
    session_id: str
    amount: Money


class CardGateway(Adapter, Protocol):
    """
    Each call has a time limit. :raises AdapterFailure: temporary (ask again later) or permanent.
    """

    @property
    def pages_origin(self) -> str:
        """Where the payer is sent, for the page's content policy."""

    def create_session(
        self, *, key: str, amount: Money, reference: str, description: str, return_url: str, minutes: int
    ) -> Session:
        """A page on which this amount can be paid; the same session each time for the same key."""

    def get_session(self, session_id: str) -> Session: ...

    def cancel_session(self, session_id: str) -> Session:
        """Call back a session that no card was used on yet; the answer is its state, whatever that is by then."""

    def refund(self, session_id: str, *, key: str, amount: Money) -> GatewayRefund:
        """Give money back, once for each key."""

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        """All that was taken and given back in that time."""

    def read_webhook(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Webhook:
        """:raises WebhookRefused: if the signature is wrong or older than five minutes."""
