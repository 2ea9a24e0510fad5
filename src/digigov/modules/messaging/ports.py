"""
What the written channels need from outside: one line for each channel, slots ``line-email``, ``line-sms``, ``line-facebook``,
``line-messenger`` and ``line-whatsapp`` of ``DIGIGOV_ADAPTERS``. A line sends; what it receives it gives to
``commands.take_in``, what it learns later of something sent to ``commands.take_receipt``.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from digigov.kernel.adapters import Health
from digigov.kernel.errors import AdapterFailure

ReceiptState = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Inbound:
    """
    What somebody wrote. ``external_id`` is the line's own id of it (Message-ID, wamid): the same again is taken once. ``in_reply_to``
    and ``references`` are ids of earlier messages, ``token`` the reference of a conversation that it names; ``automatic`` marks what
    no person wrote (RFC 3834), which is kept and never answered.
    """

    channel: str
    external_id: str
    address: str
    text: str
    at: datetime
    name: str = ""
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    token: str = ""
    files: tuple[Attachment, ...] = ()
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Outbound:
    """What is sent. ``id`` stays the same when it is tried again: lines that can, drop the second."""

    id: str
    channel: str
    to: str
    text: str
    language: str
    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class LineReceipt:
    """What the line says later of something sent, by the id that it gave when it took it."""

    channel: str
    external_id: str
    state: ReceiptState
    at: datetime
    error: str = ""


class WindowClosed(AdapterFailure):
    """The line takes no answer any more, because the person last wrote too long ago; another channel has to be used."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, temporary=False)


class Line(Protocol):
    """
    Sends one message and returns the line's id for it.

    :raises AdapterFailure: temporary (try again later) or permanent (the address is wrong). :raises WindowClosed: see there.
    """

    def send(self, message: Outbound) -> str: ...

    def check(self) -> Health: ...
