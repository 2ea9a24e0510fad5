"""
What calls need from outside: an engine that carries voices, slot ``voice`` of ``DIGIGOV_ADAPTERS``. The room decides, the engine
obeys and reports. The embedded engine joins browsers (WebRTC); the other drives Asterisk by ARI. Ids of legs are the engine's own.

A *leg* is one party's line; a *call* is what its legs are joined in, by the room's own id, which every engine carries along so
that a call is found again after a restart.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from digigov.kernel.adapters import Health

ReportKind = Literal[
    "arrived",  # somebody rings: leg; data: caller, dialled, language if known
    "ringing",  # the party that was rung is alerted
    "answered",  # the leg was taken
    "digits",  # data: digits pressed, after a prompt or in the middle of a call
    "played",  # the prompts have been heard to their end
    "joined",  # the leg hears the call
    "parted",  # the leg was taken out of the call, or put on hold
    "recorded",  # a recording has been written; data: name, seconds
    "text",  # real-time text (RFC 4103): data: characters
    "ended",  # the leg is gone; data: cause
]
Listening = Literal["listen", "whisper", "barge"]


@dataclass(frozen=True, slots=True)
class Report:
    """What an engine says that happened. ``id`` is its own, so that the same report twice is taken once."""

    id: str
    kind: ReportKind
    leg: str
    at: datetime
    call: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LegUp:
    """A leg that the engine has up now, for adopting or reaping after a restart."""

    leg: str
    call: UUID | None
    role: str
    up_since: datetime


class Engine(Protocol):
    """
    Every order is safe to repeat, and one for a leg that is gone does nothing. ``to`` is an agent's phone (``agent:<party id>``), a number
    (``tel:+1758…``) or a named line of the pack (``line:emergency``); ``role`` is ``caller``, ``agent``, ``consult``, ``emergency`` or
    ``supervisor``. ``prompts`` are ids of the pack's announcements, played in ``language`` one after another.

    :raises AdapterFailure: if the engine does not answer.
    """

    def answer(self, leg: str, *, call: UUID) -> None: ...

    def play(self, leg: str, prompts: tuple[str, ...], *, language: str, digits: int = 0, again: bool = False) -> None:
        """Play, and report ``played``; with ``digits`` stop at so many pressed and report ``digits``; ``again``: until something else."""

    def ring(self, to: str, *, call: UUID, role: str, caller: str = "", seconds: int = 20) -> str:
        """Ring somebody for a call and return the leg, which is not yet joined."""

    def join(self, leg: str, *, call: UUID) -> None: ...

    def part(self, leg: str, *, call: UUID, music: bool = False) -> None:
        """Take the leg out of the call without ending it; ``music`` while it waits."""

    def record(self, call: UUID, *, name: str, order: Literal["start", "pause", "resume", "stop"]) -> None: ...

    def record_leg(self, leg: str, *, name: str, seconds: int) -> None:
        """A message after the tone."""

    def listen(self, call: UUID, *, leg: str, how: Listening, beside: str) -> None:
        """The supervisor's ``leg`` hears the call; ``whisper`` is heard by ``beside`` alone, ``barge`` by all."""

    def end(self, leg: str) -> None: ...

    def legs(self) -> tuple[LegUp, ...]: ...

    def check(self) -> Health: ...
