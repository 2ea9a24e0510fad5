"""Whose keys sign look-ups: the state's, from the key store."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from digigov.kernel.actor import system
from digigov.kernel.clock import now
from digigov.modules.signatures import commands, queries

MACHINE = system("registries")
LOOKED_AGAIN = timedelta(minutes=1)


class Signer(Protocol):
    def key_id(self) -> str:
        """Of the key that signs now."""

    def sign(self, key_id: str, base: bytes) -> bytes:
        """By ``ecdsa-p256-sha256`` (RFC 9421, 3.3.4)."""


class OwnKeys:
    """Which key signs is asked of the database once a minute, so that a look-up costs no query more and a new key signs soon."""

    def __init__(self) -> None:
        self._known: tuple[UUID, datetime] | None = None

    def key_id(self) -> str:
        known, at = self._known, now()
        if known is None or abs(at - known[1]) > LOOKED_AGAIN:
            known = self._known = (queries.request_key(at=at), at)
        return str(known[0])

    def sign(self, key_id: str, base: bytes) -> bytes:
        return commands.sign_request(by=MACHINE, key=UUID(key_id), base=base)
