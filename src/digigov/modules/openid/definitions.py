"""A request and its answer as the protocol sees them, and who is at the window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from digigov.modules.openid import rules


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a client or of a browser on its behalf. Each name may be said several times, which is refused where it matters."""

    address: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back: ``body`` is JSON if it is a mapping."""

    status: int
    body: Mapping[str, Any] | str
    headers: tuple[tuple[str, str], ...]

    @property
    def location(self) -> str:
        return dict(self.headers).get("Location", "")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is at the window, and how sure we are. ``visit`` is a digest that names the visit and opens nothing."""

    account_id: UUID
    party_id: UUID
    visit: str
    proved_at: datetime
    identity: int = 0
    authentication: int = 1
    amr: tuple[str, ...] = ("pwd",)

    @property
    def acr(self) -> str:
        return rules.acr_of(self.identity, self.authentication)


@dataclass(frozen=True, slots=True)
class Registration:
    """
    What is registered of a system. ``return_to`` are the addresses that a browser may be sent back to, whole; ``sector`` groups
    systems that may know a person by the same name, and is by default the host of the first of them. ``signed_by`` is the algorithm
    of its ID tokens.
    """

    id: str
    name: str
    purpose: str
    unit: str
    contact: str
    return_to: Sequence[str]
    scopes: Sequence[str] = ()
    return_to_after: Sequence[str] = ()
    tell_ended: str = ""
    sector: str = ""
    is_public: bool = False
    by_device: bool = False
    signed_by: str = "RS256"
