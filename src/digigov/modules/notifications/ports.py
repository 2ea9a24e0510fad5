"""
What messages need from outside. From the rooms above: on which occasions they tell people, in ``DIGIGOV_OCCASIONS``. From
the world: one port for each channel, slots ``email`` and ``sms`` of ``DIGIGOV_ADAPTERS``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why people are told: the id of the message, and the values that its sender gives, no more and no fewer."""

    message: str
    gives: frozenset[str]

    def values(self, **given: Any) -> dict[str, Any]:
        """The values of one message. :raises TypeError: if they are not those that the occasion declares."""
        if given.keys() != self.gives:
            raise TypeError(f"{self.message} gives {sorted(self.gives)}, not {sorted(given)}")
        return given


def occasion(message: str, gives: Iterable[str] = ()) -> Occasion:
    return Occasion(message, frozenset(gives))


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


class CutOff(AdapterFailure):
    """The way to the provider broke before it answered: nobody knows whether it took the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, temporary=False)


class Sender(Protocol):
    """
    Hands a message to a provider and returns the provider's id for it ('' if it has none).

    ``repeatable`` says that the provider drops a second message with the same id, so that a try that was cut off may be
    repeated safely.

    :raises AdapterFailure: temporary (try again) or permanent (the address is wrong).
    :raises CutOff: if it may have been taken, unless repeatable.
    """

    repeatable: bool

    def send(self, message: Outgoing) -> str: ...

    def check(self) -> Health: ...
