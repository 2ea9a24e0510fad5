"""The outside world of messages: one port for each channel. Slots ``email`` and ``sms`` of ``DIGIGOV_ADAPTERS``."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from digigov.kernel.adapters import Health


@dataclass(frozen=True, slots=True)
class Outgoing:
    """``id`` stays the same when it is tried again: providers that can, drop the second."""

    id: str
    to: str
    subject: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider says later of a message: ``state`` is ``delivered`` or ``failed``."""

    provider_id: str
    state: str
    at: datetime
    error: str = ""


class Sender(Protocol):
    """
    Hands a message to a provider and returns the provider's id for it ('' if it has none).

    ``repeatable`` says that the provider drops a second message with the same id, so that a try that was cut off may be
    repeated safely.

    :raises AdapterFailure: temporary (try again) or permanent (the address is wrong).
    """

    repeatable: bool

    def send(self, message: Outgoing) -> str: ...

    def check(self) -> Health: ...
